// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.verifier.log.TypeText;
import dev.probeproof.emulator.verifier.state.RegisterState;
import dev.probeproof.emulator.verifier.state.RegisterType;
import dev.probeproof.emulator.verifier.state.Rejection;
import dev.probeproof.emulator.verifier.state.TypeFlags;
import dev.probeproof.loader.uapi.Errno;

import static dev.probeproof.loader.uapi.Errno.EACCES;
import static dev.probeproof.loader.uapi.Errno.EINVAL;

/** Whether a pointer may be used as it is after something was added to it. */
final class PointerOffsets {
    private final Verification verification;
    private final TypeText words;

    PointerOffsets(Verification verification) {
        this.verification = verification;
        words = verification.types;
    }

    /** The pointer must be what it was when it came into being, apart from a constant where that is allowed. */
    void requireUnmoved(RegisterState register, int number, boolean constantAllowed) {
        boolean tellsNegative = verification.profile.isAtLeast(5, 17);
        if (tellsNegative && register.offset() < 0) {
            throw refuse(EACCES, "negative offset %s ptr R%d off=%d disallowed", register, number, register.offset());
        }
        if (!constantAllowed && register.offset() != 0) {
            throw refuse(
                    EACCES,
                    "dereference of modified %s ptr R%d off=%d disallowed",
                    register,
                    number,
                    register.offset());
        }
        if (!register.bounds().isConstant() || register.bounds().constantValue() != 0) {
            throw verification.reject(
                    EACCES,
                    "variable %s access var_off=%s disallowed",
                    words.of(register),
                    register.bounds().tnum());
        }
    }

    private Rejection refuse(Errno errno, String format, RegisterState register, int number, int offset) {
        return verification.reject(errno, format, words.of(register), number, offset);
    }

    /**
     * Whether an argument may have an offset.
     *
     * @param released the call takes it over
     * @param dynptr the argument is a dynptr
     * @param record the argument is a record of a ring buffer
     */
    void requireArgument(RegisterState register, int number, boolean released, boolean dynptr, boolean record) {
        if (!verification.profile.isAtLeast(5, 15)) {
            if (register.is(RegisterType.CONTEXT)) {
                requireUnmoved(register, number, false);
            }
            return;
        }
        if (verification.profile.isAtLeast(6, 2)) {
            requireArgument(register, number, released, dynptr);
        } else {
            requireArgumentBefore62(register, number, released, dynptr, record);
        }
    }

    private void requireArgument(RegisterState register, int number, boolean released, boolean dynptr) {
        if (released) {
            if (dynptr && register.is(RegisterType.STACK)) {
                return;
            }
            if (register.offset() != 0) {
                throw verification.reject(
                        EINVAL,
                        "R%d must have zero offset when passed to release func or trusted arg to kfunc",
                        number);
            }
            requireUnmoved(register, number, false);
            return;
        }
        if (!isMovable(register)) {
            requireUnmoved(register, number, isMovableByConstant(register));
        }
    }

    private void requireArgumentBefore62(
            RegisterState register, int number, boolean released, boolean dynptr, boolean record) {
        boolean stack = register.is(RegisterType.STACK);
        if (stack && dynptr && register.offset() % 8 != 0) {
            throw verification.reject(EINVAL, "cannot pass in dynptr at an offset");
        }
        if (isMovable(register) && !record) {
            return;
        }
        boolean object = register.is(RegisterType.BTF_ID);
        if (object && released && register.offset() != 0) {
            throw verification.reject(EINVAL, "R%d must have zero offset when passed to release func", number);
        }
        requireUnmoved(register, number, object && register.flags() == 0);
    }

    private static boolean isMovable(RegisterState register) {
        int flags = register.flags();
        return switch (register.type()) {
            case STACK, PACKET, PACKET_META, MAP_KEY, MAP_VALUE, ARENA, SCALAR -> flags == 0;
            case MEMORY -> flags == 0 || flags == TypeFlags.READ_ONLY || flags == TypeFlags.RING_BUFFER;
            case BUFFER -> flags == 0 || flags == TypeFlags.READ_ONLY;
            default -> false;
        };
    }

    private static boolean isMovableByConstant(RegisterState register) {
        if (!register.is(RegisterType.BTF_ID)) {
            return false;
        }
        return switch (register.flags()) {
            case 0,
                    TypeFlags.ALLOCATED,
                    TypeFlags.TRUSTED,
                    TypeFlags.RCU,
                    TypeFlags.ALLOCATED | TypeFlags.NON_OWNING,
                    TypeFlags.ALLOCATED | TypeFlags.NON_OWNING | TypeFlags.RCU -> true;
            default -> false;
        };
    }
}
