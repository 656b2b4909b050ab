// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.helper.ArgumentKind;
import dev.probeproof.emulator.verifier.state.FrameState;
import dev.probeproof.emulator.verifier.state.RegisterState;
import dev.probeproof.emulator.verifier.state.RegisterType;
import dev.probeproof.emulator.verifier.state.Rejection;
import dev.probeproof.emulator.verifier.state.SlotKind;
import dev.probeproof.emulator.verifier.state.StackSlot;
import dev.probeproof.loader.uapi.HelperId;
import org.jspecify.annotations.Nullable;

import static dev.probeproof.loader.uapi.Errno.EFAULT;
import static dev.probeproof.loader.uapi.Errno.EINVAL;

/** Dynptrs as arguments: two stack slots that helpers fill, or what a callback gets ({@code process_dynptr_func}). */
final class Dynptrs {
    /** Register that a slice is taken from, and of a write. */
    private static final int SLICED = 1;

    private final Verification verification;
    private final Checks checks;

    Dynptrs(Verification verification, Checks checks) {
        this.verification = verification;
        this.checks = checks;
    }

    void checkHelperArgument(int number, ArgumentKind kind, CallMeta meta) {
        RegisterState register = verification.register(number);
        if (!register.is(RegisterType.STACK) && !register.is(RegisterType.CONST_DYNPTR)) {
            throw verification.reject(
                    EINVAL, "arg#%d expected pointer to stack or const struct bpf_dynptr", number - 1);
        }
        if (kind.mayBeUninitialized()) {
            initialize(number, register, kind, meta);
            return;
        }
        if (register.is(RegisterType.CONST_DYNPTR) && !kind.isReadOnly() && !kind.isReleased()) {
            requireChangeable();
        }
        requireInitialized(number, register, kind);
    }

    private void requireChangeable() {
        if (verification.profile.isAtLeast(6, 4)) {
            verification.log.line("cannot pass pointer to const bpf_dynptr, the helper mutates it");
            throw new Rejection(EINVAL);
        }
    }

    private void initialize(int number, RegisterState register, ArgumentKind kind, CallMeta meta) {
        int index = slotIndex(register);
        FrameState frame = verification.state.frame(register.frame());
        if (index < 1 || !isFree(frame, index)) {
            throw verification.reject(EINVAL, "Dynptr has to be an uninitialized dynptr");
        }
        for (int i = 0; i < 2 * StackSlot.BYTES; i++) {
            checks.memory.check(number, i, 1, true, -1, false, false);
        }
        boolean record = kind == ArgumentKind.UNINITIALIZED_RING_BUFFER_DYNPTR;
        mark(frame, index, record ? DynptrSlot.RING_BUFFER : DynptrSlot.LOCAL, record);
    }

    private void mark(FrameState frame, int index, int kind, boolean acquires) {
        checks.stackObjects.destroyIfDynptr(frame, index);
        checks.stackObjects.destroyIfDynptr(frame, index - 1);
        int id = verification.nextId();
        int reference = acquires ? checks.references.acquire(verification.slot) : 0;
        StackSlot filled = StackSlot.filled(SlotKind.DYNPTR);
        frame.setSlot(index, filled.withRegister(DynptrSlot.state(kind, true, id, reference)));
        frame.setSlot(index - 1, filled.withRegister(DynptrSlot.state(kind, false, id, reference)));
        verification.places.addSlot(index);
        verification.places.addSlot(index - 1);
    }

    /** Neither slot is half of another dynptr that would be torn, or of one that must be given back. */
    private static boolean isFree(FrameState frame, int index) {
        for (int i = index; i >= index - 1; i--) {
            StackSlot slot = frame.slot(i);
            boolean dynptr = slot.kind(StackSlot.BYTES - 1) == SlotKind.DYNPTR;
            if (dynptr && slot.register().referenceId() != 0) {
                return false;
            }
        }
        return true;
    }

    private void requireInitialized(int number, RegisterState register, ArgumentKind kind) {
        RegisterState dynptr = find(register);
        if (dynptr == null) {
            throw verification.reject(EINVAL, "Expected an initialized dynptr as arg #%d", number - argumentBase());
        }
        boolean record = kind == ArgumentKind.RELEASED_RING_BUFFER_DYNPTR;
        if (record && DynptrSlot.kind(dynptr) != DynptrSlot.RING_BUFFER) {
            throw verification.reject(
                    EINVAL, "Expected a dynptr of type %s as arg #%d", "ringbuf", number - argumentBase());
        }
    }

    private int argumentBase() {
        return verification.profile.isAtLeast(6, 13) ? 1 : 0;
    }

    /** The dynptr that a register points to, or is; null if there is none. */
    private @Nullable RegisterState find(RegisterState register) {
        if (register.is(RegisterType.CONST_DYNPTR)) {
            return register;
        }
        int index = slotIndex(register);
        if (index < 1) {
            return null;
        }
        FrameState frame = verification.state.frame(register.frame());
        StackSlot first = frame.slot(index);
        StackSlot second = frame.slot(index - 1);
        boolean there =
                first.isAll(SlotKind.DYNPTR) && second.isAll(SlotKind.DYNPTR) && DynptrSlot.isFirst(first.register());
        return there ? first.register() : null;
    }

    private int slotIndex(RegisterState register) {
        if (!register.is(RegisterType.STACK)) {
            return -1;
        }
        if (!register.bounds().isConstant()) {
            throw verification.reject(EINVAL, "dynptr has to be at a constant offset");
        }
        long offset = register.offset() + register.bounds().constantValue();
        if (offset % StackSlot.BYTES != 0) {
            throw verification.reject(EINVAL, "cannot pass in dynptr at an offset=%d", offset);
        }
        long index = -offset / StackSlot.BYTES - 1;
        if (index < 1 || index >= StackMemory.MAX_BYTES / StackSlot.BYTES) {
            throw verification.reject(EINVAL, "cannot pass in dynptr at an offset=%d", offset);
        }
        return (int) index;
    }

    /** The reference of the dynptr that a register points to, or 0. */
    int referenceOf(RegisterState register) {
        RegisterState dynptr = find(register);
        return dynptr == null ? 0 : dynptr.referenceId();
    }

    /** The call gives the record behind it back: all dynptrs to it end. */
    void release(RegisterState register) {
        RegisterState dynptr = find(register);
        if (dynptr == null) {
            throw verification.fault("release of no dynptr");
        }
        int reference = dynptr.referenceId();
        if (!checks.references.release(reference)) {
            throw new Rejection(EFAULT);
        }
        for (int number = 0; number <= verification.state.currentFrame(); number++) {
            FrameState frame = verification.state.frame(number);
            for (int i = 0; i < frame.stackSlots(); i++) {
                RegisterState other = frame.slot(i).register();
                boolean same = frame.slot(i).isAll(SlotKind.DYNPTR) && other.referenceId() == reference;
                if (same) {
                    checks.stackObjects.forgetSlices(other.id());
                    frame.setSlot(i, StackSlot.EMPTY);
                    verification.places.addSlot(i);
                }
            }
        }
    }

    /** {@code bpf_dynptr_data}: the pointer that is returned leads into this dynptr. */
    void noteSlice(CallMeta meta) {
        RegisterState dynptr = find(verification.register(SLICED));
        if (dynptr == null) {
            throw verification.fault("a slice of no dynptr");
        }
        meta.dynptrId = dynptr.id();
        meta.referenceId = dynptr.referenceId();
    }

    /** Whether what {@code bpf_dynptr_write} writes to is a packet. */
    boolean isOverPacket() {
        RegisterState dynptr = find(verification.register(SLICED));
        return dynptr != null && DynptrSlot.kind(dynptr) == DynptrSlot.SKB;
    }

    /** What a callback of {@link HelperId#USER_RINGBUF_DRAIN} and a global function get. */
    RegisterState localArgument() {
        return DynptrSlot.state(DynptrSlot.LOCAL, true, verification.nextId(), 0);
    }
}
