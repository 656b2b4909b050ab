// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.emulator.object.KernelObject;
import dev.probeproof.emulator.object.KernelObjectException;

/** A {@code struct sock} of the kernel, as far as the helpers ask that say of which protocol it is. */
final class SocketObject {
    static final int STREAM = 1;
    static final int DATAGRAM = 2;
    static final int TCP = 6;
    static final int UDP = 17;
    static final int UNIX = 1;
    static final int INET6 = 10;
    static final int TIME_WAIT = 6;
    static final int NEW_SYN_RECEIVED = 12;

    /** {@code TCP_MAX_STATES} is below it; what nobody set holds 0x6b. */
    private static final int MOST_STATES = 32;

    private final KernelObject socket;

    private SocketObject(KernelObject socket) {
        this.socket = socket;
    }

    /** Ends the run if nobody said in which state the socket is: the answer would be made of poison. */
    static SocketObject at(HelperContext context, long address, Helper helper) {
        KernelObject socket = context.objects().at("struct sock", address);
        SocketObject object = new SocketObject(socket);
        if (object.number("__sk_common.skc_state", helper) >= MOST_STATES) {
            throw missing(helper, "nobody set __sk_common.skc_state of it");
        }
        return object;
    }

    private long number(String member, Helper helper) {
        try {
            return socket.number(member);
        } catch (KernelObjectException unreadable) {
            throw missing(helper, unreadable.getMessage());
        }
    }

    private static ExecutionFault missing(Helper helper, String why) {
        return new ExecutionFault(
                ExecutionFault.Kind.NOT_EMULATED,
                "not emulated: " + helper.prototype().id().functionName() + " of that socket: " + why);
    }

    boolean isInState(int state, Helper helper) {
        return number("__sk_common.skc_state", helper) == state;
    }

    boolean isOfFamily(int family, Helper helper) {
        return number("__sk_common.skc_family", helper) == family;
    }

    /** Whether there is a whole {@code struct sock}, and of that protocol and type. */
    boolean is(int protocol, int type, Helper helper) {
        return isFull(helper) && number("sk_protocol", helper) == protocol && number("sk_type", helper) == type;
    }

    boolean isFull(Helper helper) {
        return !isInState(TIME_WAIT, helper) && !isInState(NEW_SYN_RECEIVED, helper);
    }
}
