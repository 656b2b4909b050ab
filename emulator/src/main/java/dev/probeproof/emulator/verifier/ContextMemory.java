// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.program.ContextAccess;
import dev.probeproof.emulator.program.ContextAnswer;
import dev.probeproof.emulator.program.ContextMove;
import dev.probeproof.emulator.program.ContextValue;
import dev.probeproof.emulator.program.PacketAccess;
import dev.probeproof.emulator.program.ReturnRange;
import dev.probeproof.emulator.program.StructRules;
import dev.probeproof.emulator.verifier.number.Bounds;
import dev.probeproof.emulator.verifier.state.RegisterState;
import dev.probeproof.emulator.verifier.state.RegisterType;
import dev.probeproof.emulator.verifier.state.TypeFlags;
import dev.probeproof.loader.uapi.Errno;

/** The context, the packet's rules, and kernel structs whose fields are listed: what the program type says. */
final class ContextMemory {
    private final Verification verification;
    private final Checks checks;

    ContextMemory(Verification verification, Checks checks) {
        this.verification = verification;
        this.checks = checks;
    }

    void checkContext(
            RegisterState pointer, int number, int at, int size, boolean write, int valueNumber, boolean signExtends) {
        ContextMove move = verification.model.contextMove(verification.setting);
        if (move != ContextMove.VARIABLE) {
            checks.pointers.requireUnmoved(pointer, number, move == ContextMove.CONSTANT);
        }
        int offset = at;
        ContextAnswer answer =
                verification.model.access(new ContextAccess(verification.setting, offset, size, write, signExtends));
        answer.log().forEach(verification.log::line);
        ContextValue value = answer.value().orElse(null);
        if (value == null) {
            throw verification.reject(Errno.EACCES, "invalid bpf_context access off=%d size=%d", offset, size);
        }
        verification.contextBytes = Math.max(verification.contextBytes, offset + size);
        if (!write && valueNumber >= 0) {
            verification.set(valueNumber, register(value));
        }
    }

    private RegisterState register(ContextValue value) {
        if (value.kind() == ContextValue.Kind.SCALAR) {
            ReturnRange range = value.range();
            if (range == null) {
                return verification.unknown();
            }
            Bounds bounds = Bounds.UNKNOWN.withSignedRange(verification.numbers, range.min(), range.max());
            return verification.unknown().withBounds(bounds);
        }
        RegisterState.Parts parts = RegisterState.pointer(type(value.kind())).size(value.memorySize());
        if (value.kind() == ContextValue.Kind.BTF) {
            parts.typed(verification.setting.kernelTypes(), value.btfId());
        }
        if (value.mayBeNull()) {
            parts.with(TypeFlags.MAY_BE_NULL).id(verification.nextId());
        }
        for (ContextValue.Flag flag : value.flags()) {
            parts.with(bit(flag));
        }
        return parts.build();
    }

    private static RegisterType type(ContextValue.Kind kind) {
        return switch (kind) {
            case SCALAR -> RegisterType.SCALAR;
            case PACKET -> RegisterType.PACKET;
            case PACKET_META -> RegisterType.PACKET_META;
            case PACKET_END -> RegisterType.PACKET_END;
            case FLOW_KEYS -> RegisterType.FLOW_KEYS;
            case SOCKET -> RegisterType.SOCKET;
            case SOCK_COMMON -> RegisterType.SOCK_COMMON;
            case TCP_SOCK -> RegisterType.TCP_SOCK;
            case XDP_SOCK -> RegisterType.XDP_SOCK;
            case BTF -> RegisterType.BTF_ID;
            case TRACEPOINT_BUFFER -> RegisterType.TP_BUFFER;
            case BUFFER -> RegisterType.BUFFER;
            case MEMORY -> RegisterType.MEMORY;
        };
    }

    private static int bit(ContextValue.Flag flag) {
        return switch (flag) {
            case TRUSTED -> TypeFlags.TRUSTED;
            case RCU -> TypeFlags.RCU;
            case USER -> TypeFlags.USER;
            case PERCPU -> TypeFlags.PER_CPU;
            case READ_ONLY -> TypeFlags.READ_ONLY;
            case REFERENCED -> 0;
        };
    }

    void checkPacketPermission(boolean write) {
        PacketAccess access = verification.model.packetAccess(verification.profile);
        if (write && (access == PacketAccess.NONE || access == PacketAccess.READ)) {
            throw verification.reject(Errno.EACCES, "cannot write into packet");
        }
    }

    void checkFlowKeys(int number, int at, int size, boolean write) {
        if (!StructRules.allows(ContextValue.Kind.FLOW_KEYS, verification.profile, at, size, write)) {
            throw verification.reject(Errno.EACCES, "invalid access to flow keys off=%d size=%d", at, size);
        }
    }

    void checkSocket(RegisterState pointer, int number, int at, int size) {
        if (pointer.bounds().smin() < 0) {
            throw checks.regions.negative(number);
        }
        if (!StructRules.allows(type(pointer.type()), verification.profile, at, size, false)) {
            throw verification.reject(
                    Errno.EACCES,
                    "R%d invalid %s access off=%d size=%d",
                    number,
                    verification.types.of(pointer),
                    at,
                    size);
        }
    }

    private static ContextValue.Kind type(RegisterType type) {
        return switch (type) {
            case SOCKET -> ContextValue.Kind.SOCKET;
            case SOCK_COMMON -> ContextValue.Kind.SOCK_COMMON;
            case TCP_SOCK -> ContextValue.Kind.TCP_SOCK;
            default -> ContextValue.Kind.XDP_SOCK;
        };
    }

    void checkTracepointBuffer(RegisterState pointer, int number, int at, int size) {
        checkBufferPlace("tracepoint", pointer, number, at, size);
    }

    void checkBuffer(RegisterState pointer, int number, int at, int size) {
        checkBufferPlace(pointer.has(TypeFlags.READ_ONLY) ? "rdonly" : "rdwr", pointer, number, at, size);
    }

    private void checkBufferPlace(String what, RegisterState pointer, int number, int at, int size) {
        if (at < 0) {
            throw verification.reject(
                    Errno.EACCES, "R%d invalid %s buffer access: off=%d, size=%d", number, what, at, size);
        }
        if (!pointer.bounds().isConstant() || pointer.bounds().constantValue() != 0) {
            throw verification.reject(
                    Errno.EACCES,
                    "R%d invalid variable buffer offset: off=%d, var_off=%s",
                    number,
                    at,
                    pointer.bounds().tnum());
        }
    }

    /** A context as memory of a helper: every byte of it must be allowed, which only some types grant. */
    void checkHelperContext(int number, int size, boolean write, boolean zeroAllowed, CallMeta meta) {
        RegisterState pointer = verification.register(number);
        if (!verification.model.lendsContextAsMemory(verification.setting)) {
            throw checks.helperTypeMismatch(number, pointer);
        }
        if (size == 0) {
            if (zeroAllowed) {
                return;
            }
            throw verification.reject(Errno.EACCES, "R%d invalid zero-sized context access", number);
        }
        int last = pointer.offset() + size - 1;
        checkContext(pointer.withOffset(0), number, last, 1, write, -1, false);
    }
}
