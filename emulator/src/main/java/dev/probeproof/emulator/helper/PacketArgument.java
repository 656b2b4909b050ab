// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.emulator.packet.SocketBuffer;
import dev.probeproof.emulator.packet.XdpBuffer;
import java.nio.ByteOrder;

/** The packet behind the context that a program hands to a helper: that of the run. */
final class PacketArgument {
    private PacketArgument() {}

    static SocketBuffer socketBuffer(HelperContext context, Helper helper) {
        if (context.packet() instanceof SocketBuffer packet) {
            packet.handOver();
            return packet;
        }
        throw missing(helper, "socket buffer");
    }

    static XdpBuffer xdp(HelperContext context, Helper helper) {
        if (context.packet() instanceof XdpBuffer packet) {
            packet.handOver();
            return packet;
        }
        throw missing(helper, "XDP buffer");
    }

    /** Some packet, of either kind: helpers that need no more than that there is one have nothing to say without. */
    static void required(HelperContext context, Helper helper) {
        if (context.packet() == null) {
            throw missing(helper, "packet");
        }
    }

    /** The packet whose socket that is. */
    static SocketBuffer socket(HelperContext context, long socket, Helper helper) {
        SocketBuffer packet = socketBuffer(context, helper);
        if (socket != packet.socketAddress()) {
            throw missing(helper, "socket of a packet");
        }
        return packet;
    }

    /** 16 bits that the program has in network byte order, as a number. */
    static int networkOrder(HelperContext context, long value) {
        boolean little = context.kernelMemory().order() == ByteOrder.LITTLE_ENDIAN;
        return Short.toUnsignedInt(little ? Short.reverseBytes((short) value) : (short) value);
    }

    private static ExecutionFault missing(Helper helper, String what) {
        return new ExecutionFault(
                ExecutionFault.Kind.NOT_EMULATED,
                "not emulated: " + helper.prototype().id().functionName() + " of anything but a " + what
                        + " of a test run");
    }
}
