// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.packet;

import dev.probeproof.emulator.memory.AddressSpace;
import org.jspecify.annotations.Nullable;

/**
 * The packet of one run, and the context through which the program sees it. Made for one run: programs change it.
 *
 * <p>Kernels translate each access of such a context into one of their own structs. Here the context is memory with the
 * fields that programs may load, and packets lie below 4 GiB so that their addresses fit the 32 bits of {@code data}.
 */
public sealed interface RunPacket permits SocketBuffer, XdpBuffer {
    /** The memory of the context itself: whoever maps it lets the program see every later change. */
    byte[] context();

    /** Maps what the program may reach besides its context. */
    void enter(AddressSpace memory);

    /** After a store of the program, at an offset from its context; of most it has no need to know. */
    void contextStored(long offset);

    /** Takes all of it away again. */
    void leave();

    /** Before a helper gets it that may change more than its bytes: it cannot be restored then. */
    void handOver();

    /**
     * Makes it what it was when it was entered, for another run; it stays where it is mapped.
     *
     * @return false if that cannot be: then make a new one
     */
    boolean restore();

    int length();

    /** Bytes of the packet, or null if it has fewer. */
    byte @Nullable [] load(long offset, int size);

    /** What a test run gives back: the bytes of the packet after the run, an Ethernet header included. */
    byte[] result();
}
