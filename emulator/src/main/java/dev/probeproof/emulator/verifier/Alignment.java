// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.profile.KernelChange;
import dev.probeproof.emulator.verifier.log.LogNumbers;
import dev.probeproof.emulator.verifier.number.Tnum;
import dev.probeproof.emulator.verifier.state.RegisterState;
import dev.probeproof.emulator.verifier.state.RegisterType;
import dev.probeproof.loader.uapi.Errno;

/** Accesses that have to be aligned: all of the stack, and everything if the program asked for it. */
final class Alignment {
    /** {@code NET_IP_ALIGN}: where drivers of strict machines put the start of a packet. */
    private static final int PACKET_SHIFT = 2;

    private final Verification verification;

    Alignment(Verification verification) {
        this.verification = verification;
    }

    void check(RegisterState pointer, int offset, int size, boolean strictly) {
        boolean strict = strictly || verification.isStrictlyAligned() || pointer.is(RegisterType.STACK);
        if (!strict || size == 1 || pointer.is(RegisterType.ARENA)) {
            return;
        }
        if (pointer.type().isPacket()) {
            checkPacket(pointer, offset, size);
            return;
        }
        Tnum at = pointer.bounds().tnum().add(Tnum.constant((long) pointer.offset() + offset));
        if (at.isAligned(size)) {
            return;
        }
        if (verification.has(KernelChange.POINTER_OFFSETS_IN_BOUNDS)) {
            Tnum moved = pointer.bounds().tnum().add(Tnum.constant(pointer.offset()));
            throw verification.reject(
                    Errno.EACCES,
                    "misaligned %saccess off %s+%d size %d",
                    subject(pointer.type()),
                    moved.isConst() ? Long.toString(moved.value()) : moved.toString(),
                    offset,
                    size);
        } else {
            throw verification.reject(
                    Errno.EACCES,
                    "misaligned %saccess off %s+%d+%d size %d",
                    subject(pointer.type()),
                    text(pointer.bounds().tnum()),
                    pointer.offset(),
                    offset,
                    size);
        }
    }

    private void checkPacket(RegisterState pointer, int offset, int size) {
        Tnum at = pointer.bounds().tnum().add(Tnum.constant((long) PACKET_SHIFT + pointer.offset() + offset));
        if (!at.isAligned(size)) {
            throw verification.reject(
                    Errno.EACCES,
                    "misaligned packet access off %d+%s+%d+%d size %d",
                    PACKET_SHIFT,
                    text(pointer.bounds().tnum()),
                    pointer.offset(),
                    offset,
                    size);
        }
    }

    /** Since 6.8 a known number is written as one. */
    private String text(Tnum number) {
        boolean plain = number.isConst() && verification.profile.isAtLeast(6, 8);
        return plain ? LogNumbers.unsigned(number.value()) : number.toString();
    }

    private static String subject(RegisterType type) {
        return switch (type) {
            case FLOW_KEYS -> "flow keys ";
            case MAP_KEY -> "key ";
            case MAP_VALUE -> "value ";
            case CONTEXT -> "context ";
            case STACK -> "stack ";
            case SOCKET -> "sock ";
            case SOCK_COMMON -> "sock_common ";
            case TCP_SOCK -> "tcp_sock ";
            case XDP_SOCK -> "xdp_sock ";
            default -> "";
        };
    }
}
