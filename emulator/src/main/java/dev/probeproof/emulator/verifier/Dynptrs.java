// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.helper.ArgumentKind;
import dev.probeproof.emulator.verifier.state.FrameState;
import dev.probeproof.emulator.verifier.state.RegisterState;
import dev.probeproof.emulator.verifier.state.RegisterType;
import dev.probeproof.emulator.verifier.state.Rejection;
import dev.probeproof.emulator.verifier.state.SlotKind;
import dev.probeproof.emulator.verifier.state.StackSlot;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.uapi.HelperId;
import org.jspecify.annotations.Nullable;

import static dev.probeproof.loader.uapi.Errno.EFAULT;
import static dev.probeproof.loader.uapi.Errno.EINVAL;

/** Dynptrs as arguments: two stack slots that helpers fill, or what a callback gets ({@code process_dynptr_func}). */
final class Dynptrs {
    /** Register that a slice is taken from, and of a write. */
    private static final int SLICED = 1;

    private static final int SLOTS = 2;

    private final Verification verification;
    private final Checks checks;

    Dynptrs(Verification verification, Checks checks) {
        this.verification = verification;
        this.checks = checks;
    }

    void checkHelperArgument(int number, ArgumentKind kind) {
        RegisterState register = verification.register(number);
        requireKindOfPointer(number, register);
        if (kind.mayBeUninitialized()) {
            boolean record = kind == ArgumentKind.UNINITIALIZED_RING_BUFFER_DYNPTR;
            initialize(number, register, record ? DynptrSlot.RING_BUFFER : DynptrSlot.LOCAL, 0);
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

    private void initialize(int number, RegisterState register, int kind, int clonedReference) {
        FrameState frame = verification.state.frame(register.frame());
        int index = register.is(RegisterType.CONST_DYNPTR) ? StackPlace.MISPLACED : place(register);
        if (index == StackPlace.MISPLACED || index != StackPlace.UNUSED && !isFree(frame, index)) {
            throw verification.reject(EINVAL, "Dynptr has to be an uninitialized dynptr");
        }
        for (int i = 0; i < SLOTS * StackSlot.BYTES; i += StackSlot.BYTES) {
            checks.memory.check(number, i, StackSlot.BYTES, true, -1, false, false);
        }
        mark(frame, place(register), kind, clonedReference);
    }

    private int place(RegisterState register) {
        return StackPlace.find(verification, register, "dynptr", SLOTS);
    }

    private void mark(FrameState frame, int index, int kind, int clonedReference) {
        checks.stackObjects.destroyIfDynptr(frame, index);
        checks.stackObjects.destroyIfDynptr(frame, index - 1);
        int id = verification.nextId();
        int reference = clonedReference;
        if (kind == DynptrSlot.RING_BUFFER && reference == 0) {
            reference = checks.references.acquire(verification.slot);
        }
        StackSlot filled = StackSlot.filled(SlotKind.DYNPTR);
        frame.setSlot(index, filled.withRegister(DynptrSlot.state(kind, true, id, reference)));
        frame.setSlot(index - 1, filled.withRegister(DynptrSlot.state(kind, false, id, reference)));
        for (int i = index; i > index - SLOTS; i--) {
            checks.liveness.write(frame, i);
            verification.places.addSlot(i);
        }
    }

    /** Before 6.3, a slot that holds any part of a dynptr cannot take another. */
    private boolean isFree(FrameState frame, int index) {
        boolean mayOverwrite = verification.profile.isAtLeast(6, 3);
        for (int i = index; i > index - SLOTS && !mayOverwrite; i--) {
            if (frame.slot(i).kind(StackSlot.BYTES - 1) == SlotKind.DYNPTR) {
                return false;
            }
        }
        return true;
    }

    /** A dynptr that a kernel function gets. */
    void checkKernelArgument(int number, BtfType.Param parameter, KfuncMeta meta) {
        RegisterState register = verification.register(number);
        requireKindOfPointer(number, register);
        KernelFunction function = meta.function;
        if (!parameter.name().endsWith("__uninit")) {
            meta.dynptr = requireInitialized(number, register);
            return;
        }
        RegisterState source = meta.dynptr;
        int kind = switch (function.name()) {
            case "bpf_dynptr_from_skb" -> DynptrSlot.SKB;
            case "bpf_dynptr_from_skb_meta" -> DynptrSlot.SKB_META;
            case "bpf_dynptr_from_xdp" -> DynptrSlot.XDP;
            default -> source == null ? DynptrSlot.LOCAL : DynptrSlot.kind(source);
        };
        if (register.is(RegisterType.CONST_DYNPTR)) {
            throw verification.fault("misconfigured dynptr helper type flags");
        }
        initialize(number, register, kind, source == null ? 0 : source.referenceId());
    }

    private void requireKindOfPointer(int number, RegisterState register) {
        if (!register.is(RegisterType.STACK) && !register.is(RegisterType.CONST_DYNPTR)) {
            throw verification.reject(
                    EINVAL, "%s expected pointer to stack or const struct bpf_dynptr", verification.argument(number));
        }
    }

    private void requireInitialized(int number, RegisterState register, ArgumentKind kind) {
        RegisterState dynptr = requireInitialized(number, register);
        boolean record = kind == ArgumentKind.RELEASED_RING_BUFFER_DYNPTR;
        if (record && DynptrSlot.kind(dynptr) != DynptrSlot.RING_BUFFER) {
            throw verification.reject(EINVAL, "Expected a dynptr of type %s as %s", "ringbuf", argument(number));
        }
    }

    private RegisterState requireInitialized(int number, RegisterState register) {
        RegisterState dynptr = find(register);
        if (dynptr == null) {
            throw verification.reject(EINVAL, "Expected an initialized dynptr as %s", argument(number));
        }
        if (register.is(RegisterType.STACK)) {
            FrameState frame = verification.state.frame(register.frame());
            int index = place(register);
            for (int i = index; i > index - SLOTS; i--) {
                checks.liveness.read(frame, i);
                verification.places.addSlot(i);
            }
        }
        return dynptr;
    }

    private String argument(int number) {
        if (verification.profile.isAtLeast(7, 0)) {
            return verification.argument(number);
        }
        return "arg #" + (verification.profile.isAtLeast(6, 12) ? number - 1 : number);
    }

    /** The dynptr that a register points to, or is; null if there is none. */
    private @Nullable RegisterState find(RegisterState register) {
        if (register.is(RegisterType.CONST_DYNPTR)) {
            return register;
        }
        if (!register.is(RegisterType.STACK)) {
            return null;
        }
        int index = place(register);
        if (index < 0) {
            return null;
        }
        FrameState frame = verification.state.frame(register.frame());
        StackSlot first = frame.slot(index);
        StackSlot second = frame.slot(index - 1);
        boolean there =
                first.isAll(SlotKind.DYNPTR) && second.isAll(SlotKind.DYNPTR) && DynptrSlot.isFirst(first.register());
        return there ? first.register() : null;
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
                    checks.liveness.write(frame, i);
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
        if (dynptr == null) {
            return false;
        }
        int kind = DynptrSlot.kind(dynptr);
        return kind == DynptrSlot.SKB || kind == DynptrSlot.SKB_META;
    }

    /** What a callback of {@link HelperId#USER_RINGBUF_DRAIN} and a global function get. */
    RegisterState localArgument() {
        return DynptrSlot.state(DynptrSlot.LOCAL, true, verification.nextId(), 0);
    }
}
