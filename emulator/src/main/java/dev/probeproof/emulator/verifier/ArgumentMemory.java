// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.helper.Argument;
import dev.probeproof.emulator.helper.ArgumentKind;
import dev.probeproof.emulator.verifier.number.Bounds;
import dev.probeproof.emulator.verifier.state.FrameState;
import dev.probeproof.emulator.verifier.state.RegisterState;
import dev.probeproof.emulator.verifier.state.RegisterType;
import dev.probeproof.emulator.verifier.state.SlotKind;
import dev.probeproof.emulator.verifier.state.StackSlot;
import dev.probeproof.emulator.verifier.state.VerifierMap;
import dev.probeproof.loader.uapi.HelperId;
import dev.probeproof.loader.uapi.MapType;

import static dev.probeproof.loader.uapi.Errno.EACCES;
import static dev.probeproof.loader.uapi.Errno.EINVAL;

/** Arguments that are memory, by size: of a map's key or value, fixed, or in the next register. */
final class ArgumentMemory {
    /** {@code BPF_MAX_VAR_SIZ}. */
    private static final long LARGEST_SIZE = 1L << 29;

    private final Verification verification;
    private final Checks checks;
    private final CallRules rules;
    private final Alignment alignment;

    ArgumentMemory(Verification verification, Checks checks) {
        this.verification = verification;
        this.checks = checks;
        rules = CallRules.of(verification.profile);
        alignment = new Alignment(verification);
    }

    void checkKey(int number, CallMeta meta) {
        VerifierMap map = meta.map;
        if (map == null) {
            throw verification.reject(EACCES, "invalid map_ptr to access map->key");
        }
        checks.memory.checkHelperAccess(number, map.keySize(), false, false, null);
        boolean array = map.type() == MapType.ARRAY || map.type() == MapType.PERCPU_ARRAY;
        if (rules.elidesNullTests() && array) {
            meta.constantKey = constantKey(verification.register(number), map.keySize());
        }
    }

    /** The key if it is one known number on the stack, which the verdict then depends on; otherwise -1. */
    private long constantKey(RegisterState pointer, int size) {
        if (!pointer.is(RegisterType.STACK) || !pointer.bounds().isConstant()) {
            return -1;
        }
        FrameState frame = verification.state.frame(pointer.frame());
        int place = (int) (-(pointer.offset() + pointer.bounds().constantValue()) - 1);
        int index = place / StackSlot.BYTES;
        int offset = place % StackSlot.BYTES;
        StackSlot slot = frame.slot(index);
        if (run(slot, offset, SlotKind.ZERO) >= size) {
            return 0;
        }
        if (!slot.isSpilledScalar() || run(slot, offset, SlotKind.SPILL) != size) {
            return -1;
        }
        Bounds bounds = slot.register().bounds();
        if (!bounds.isConstant()) {
            return -1;
        }
        checks.precision.markStackSlot(pointer.frame(), index);
        return bounds.constantValue();
    }

    private static int run(StackSlot slot, int from, SlotKind kind) {
        int count = 0;
        for (int i = from; i >= 0 && slot.kind(i) == kind; i--) {
            count++;
        }
        return count;
    }

    void checkValue(int number, ArgumentKind kind, CallMeta meta) {
        if (kind.mayBeNull() && verification.register(number).isNull()) {
            return;
        }
        VerifierMap map = meta.map;
        if (map == null) {
            throw verification.reject(EACCES, "invalid map_ptr to access map->value");
        }
        meta.rawMode = kind.mayBeUninitialized();
        checks.memory.checkHelperAccess(number, map.valueSize(), writes(kind, meta), false, meta);
    }

    private boolean writes(ArgumentKind kind, CallMeta meta) {
        return rules.tellsWrites() ? kind.writes() : meta.rawMode;
    }

    void checkMemory(int number, Argument argument, ArgumentKind kind, CallMeta meta) {
        meta.rawMode = kind.mayBeUninitialized();
        if (!kind.isFixedSize()) {
            return;
        }
        checks.memory.checkHelperAccess(number, argument.sizeBytes(), writes(kind, meta), false, meta);
        if (kind.isAligned()) {
            alignment.check(verification.register(number), 0, argument.sizeBytes(), true);
        }
    }

    /** Memory for one number, in the way of kernels that have an own kind of argument for it. */
    void checkOut(int number, int size, CallMeta meta) {
        meta.rawMode = false;
        checks.memory.checkHelperAccess(number, size, false, false, meta);
        alignment.check(verification.register(number), 0, size, true);
    }

    /** The size of the memory in the register before. */
    void checkSize(int number, boolean write, boolean zeroAllowed, CallMeta meta) {
        RegisterState register = verification.register(number);
        Bounds bounds = register.bounds();
        meta.largestSize = bounds.umax();
        CallMeta known = bounds.isConstant() ? meta : null;
        boolean writes = rules.tellsWrites() ? write : known != null && meta.rawMode;
        if (bounds.smin() < 0) {
            throw verification.reject(
                    EACCES, "R%d min value is negative, either use unsigned or 'var &= const'", number);
        }
        if (bounds.umin() == 0) {
            if (rules.zeroSizeFirst()) {
                checks.memory.checkHelperAccess(number - 1, 0, writes, zeroAllowed, known);
            } else if (!zeroAllowed) {
                throw verification.reject(
                        EACCES, "R%d invalid zero-sized read: u64=[%d,%d]", number, bounds.umin(), bounds.umax());
            }
        }
        if (Long.compareUnsigned(bounds.umax(), LARGEST_SIZE) >= 0) {
            throw verification.reject(
                    EACCES, "R%d unbounded memory access, use 'var &= const' or 'if (var < const)'", number);
        }
        checks.memory.checkHelperAccess(number - 1, (int) bounds.umax(), writes, zeroAllowed, known);
        checks.precision.markRegister(number);
    }

    /** Text in a map that can no longer change. */
    void checkConstantString(int number, CallMeta meta) {
        RegisterState register = verification.register(number);
        VerifierMap map = register.map();
        if (map == null) {
            throw verification.fault("a string outside of maps");
        }
        if (!map.isConstant()) {
            throw verification.reject(EACCES, "R%d does not point to a readonly map'", number);
        }
        if (!register.bounds().isConstant()) {
            throw verification.reject(EACCES, "R%d is not a constant address'", number);
        }
        if (!map.hasDirectValue()) {
            throw verification.reject(EACCES, "no direct value access support for this map type");
        }
        int place = register.offset() + (int) register.bounds().constantValue();
        checks.regions.checkMapValue(number, register.offset(), map.valueSize() - place, false, false);
        for (int i = place; i < map.valueSize(); i++) {
            if (map.constant(i, 1).orElse(1) == 0) {
                return;
            }
        }
        throw verification.reject(EINVAL, "string is not zero-terminated");
    }

    /** Whether the size of memory bounds what the helper returns. */
    static boolean boundsReturn(HelperId id) {
        return switch (id) {
            case GET_STACK, GET_TASK_STACK, PROBE_READ_STR, PROBE_READ_KERNEL_STR, PROBE_READ_USER_STR -> true;
            default -> false;
        };
    }
}
