// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import dev.probeproof.emulator.packet.SocketBuffer;
import dev.probeproof.loader.kernel.KernelException;
import dev.probeproof.loader.kernel.TestRun;
import dev.probeproof.loader.kernel.UnsupportedFeatureException;
import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.ProgramType;

/** What test runs take: a context, or a packet. */
final class TestRunInput {
    private TestRunInput() {}

    static byte[] contextOnly(ProgramType type, TestRun.Input input, int maxBytes) {
        if (input.data().size() != 0) {
            throw refused(type, "it takes no packet");
        }
        if (input.context().size() > maxBytes) {
            throw refused(type, "a context of " + input.context().size() + " bytes, at most " + maxBytes);
        }
        if (input.repeat() != 1) {
            throw refused(type, "it takes no repeat count");
        }
        return input.context().toArray();
    }

    /** Between these sizes, the Ethernet header included, and with the context that a kernel gives to it by default. */
    static byte[] packetOnly(ProgramType type, TestRun.Input input, int minBytes, int maxBytes) {
        if (input.context().size() != 0) {
            throw new UnsupportedFeatureException(
                    "a test run of a program of type " + type + " with a context",
                    "not emulated; give the packet alone");
        }
        int size = input.data().size();
        if (size < minBytes || size > maxBytes) {
            throw refused(type, "a packet of " + size + " bytes, not of " + minBytes + " to " + maxBytes);
        }
        return input.data().toArray();
    }

    /** The same for the network stack, which wants the header of an IP packet whole. */
    static byte[] frame(ProgramType type, TestRun.Input input) {
        byte[] frame = packetOnly(type, input, SocketBuffer.MIN_BYTES, SocketBuffer.MAX_BYTES);
        if (!SocketBuffer.isWhole(frame)) {
            throw refused(type, "an IP packet of " + frame.length + " bytes, too few for its header");
        }
        return frame;
    }

    private static KernelException refused(ProgramType type, String detail) {
        return new KernelException("test-run a program of type " + type, Errno.EINVAL, detail);
    }
}
