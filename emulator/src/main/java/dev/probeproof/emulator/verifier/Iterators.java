// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.verifier.KernelFunction.Flag;
import dev.probeproof.emulator.verifier.state.FrameState;
import dev.probeproof.emulator.verifier.state.RegisterState;
import dev.probeproof.emulator.verifier.state.RegisterType;
import dev.probeproof.emulator.verifier.state.Rejection;
import dev.probeproof.emulator.verifier.state.SlotKind;
import dev.probeproof.emulator.verifier.state.StackSlot;
import dev.probeproof.emulator.verifier.state.TypeFlags;
import dev.probeproof.emulator.verifier.state.VerifierState;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfType;

import static dev.probeproof.loader.uapi.Errno.EINVAL;
import static dev.probeproof.loader.uapi.Errno.EPROTO;

/** Open-coded iterators: kernel objects that live in stack slots between their {@code new} and {@code destroy}. */
final class Iterators {
    private static final String WORD = "iter";

    private final Verification verification;
    private final Checks checks;
    private final Widening widening;

    Iterators(Verification verification, Checks checks) {
        this.verification = verification;
        this.checks = checks;
        widening = new Widening(verification, checks);
    }

    /** An argument that is an iterator ({@code process_iter_arg}). */
    void check(int number, KfuncMeta meta) {
        RegisterState pointer = verification.register(number);
        if (!pointer.is(RegisterType.STACK)) {
            throw verification.reject(
                    EINVAL, "%s expected pointer to an iterator on stack", verification.argument(number));
        }
        Btf types = meta.function.types();
        int typeId = structOf(types, meta.function.parameters().get(number - 1));
        int slots = (int) types.sizeOf(typeId) / StackSlot.BYTES;
        if (meta.function.has(Flag.ITERATOR_NEW)) {
            open(number, pointer, meta, typeId, slots);
        } else {
            use(number, pointer, meta, typeId, slots);
        }
    }

    private static int structOf(Btf types, BtfType.Param parameter) {
        return types.strip(((BtfType.Ptr) types.resolve(parameter.type())).type());
    }

    private void open(int number, RegisterState pointer, KfuncMeta meta, int typeId, int slots) {
        FrameState frame = verification.state.frame(pointer.frame());
        int index = StackPlace.find(verification, pointer, WORD, slots);
        if (index == StackPlace.MISPLACED || index != StackPlace.UNUSED && holdsIterator(frame, index, slots)) {
            throw verification.reject(
                    EINVAL, "expected uninitialized iter_%s as %s", word(meta, typeId), argument(number));
        }
        for (int i = 0; i < slots * StackSlot.BYTES; i += StackSlot.BYTES) {
            checks.memory.check(number, i, StackSlot.BYTES, true, -1, false, false);
        }
        index = StackPlace.find(verification, pointer, WORD, slots);
        int reference = checks.references.acquire(verification.slot);
        int protection = 0;
        if (meta.function.has(Flag.RCU_PROTECTED)) {
            protection = checks.calls.sections.isInRcuSection() ? TypeFlags.RCU : TypeFlags.UNTRUSTED;
        }
        for (int i = 0; i < slots; i++) {
            RegisterState part = RegisterState.pointer(RegisterType.STACK)
                    .flags(protection)
                    .referenceId(i == 0 ? reference : 0)
                    .typed(meta.function.types(), typeId)
                    .detail(IteratorSlot.detail(IteratorSlot.ACTIVE, 0))
                    .build();
            frame.setSlot(index - i, StackSlot.filled(SlotKind.ITERATOR).withRegister(part));
            checks.liveness.write(frame, index - i);
            verification.places.addSlot(index - i);
        }
    }

    private static boolean holdsIterator(FrameState frame, int index, int slots) {
        for (int i = index; i > index - slots; i--) {
            for (int j = 0; j < StackSlot.BYTES; j++) {
                if (frame.slot(i).kind(j) == SlotKind.ITERATOR) {
                    return true;
                }
            }
        }
        return false;
    }

    private void use(int number, RegisterState pointer, KfuncMeta meta, int typeId, int slots) {
        FrameState frame = verification.state.frame(pointer.frame());
        int index = StackPlace.find(verification, pointer, WORD, slots);
        boolean there = index >= 0;
        for (int i = 0; there && i < slots; i++) {
            RegisterState part = frame.slot(index - i).register();
            boolean hasState = holdsIterator(frame, index - i, 1);
            if (hasState && part.has(TypeFlags.UNTRUSTED)) {
                throw verification.reject(EPROTO, "expected an RCU CS when using %s", meta.function.name());
            }
            there = frame.slot(index - i).isAll(SlotKind.ITERATOR)
                    && (i == 0) == (part.referenceId() != 0)
                    && part.types() == meta.function.types()
                    && part.typeId() == typeId;
        }
        if (!there) {
            throw verification.reject(
                    EINVAL, "expected an initialized iter_%s as %s", word(meta, typeId), argument(number));
        }
        for (int i = 0; i < slots; i++) {
            checks.liveness.read(frame, index - i);
            verification.places.addSlot(index - i);
        }
        meta.iteratorFrame = pointer.frame();
        meta.iteratorIndex = index;
        meta.referenceId = frame.slot(index).register().referenceId();
        if (meta.function.has(Flag.ITERATOR_DESTROY)) {
            close(frame, index, slots);
        }
    }

    private void close(FrameState frame, int index, int slots) {
        if (!checks.references.release(frame.slot(index).register().referenceId())) {
            throw new Rejection(EINVAL);
        }
        for (int i = index; i > index - slots; i--) {
            frame.setSlot(i, StackSlot.EMPTY);
            checks.liveness.write(frame, i);
            verification.places.addSlot(i);
        }
    }

    private String argument(int number) {
        if (verification.profile.isAtLeast(7, 0)) {
            return verification.argument(number);
        }
        return "arg #" + (verification.profile.isAtLeast(6, 12) ? number - 1 : number);
    }

    private static String word(KfuncMeta meta, int typeId) {
        String name = meta.function.types().name(typeId);
        return name.startsWith("bpf_iter_") ? name.substring("bpf_iter_".length()) : name;
    }

    /** Whether elements of the iterator that the call got are protected by RCU only. */
    boolean givesRcuElements(KfuncMeta meta) {
        return slot(verification.state, meta).register().has(TypeFlags.RCU);
    }

    /** The path under way has seen the last element; if there may be more, another path goes on with one of them. */
    void next(KfuncMeta meta) {
        int slot = verification.slot;
        StackSlot here = slot(verification.state, meta);
        int depth = IteratorSlot.depth(here.register());
        if (IteratorSlot.isActive(here.register())) {
            VerifierState previous = checks.pruner.previousVisitOfParent(slot);
            VerifierState going = checks.path.push(slot + 1, slot);
            setState(going, meta, IteratorSlot.ACTIVE, depth + 1);
            if (previous != null) {
                widening.widen(previous, going);
            }
            RegisterState element = going.register(0);
            if (element.mayBeNull()) {
                going.set(0, NullMarking.notNull(element));
            }
        }
        setState(verification.state, meta, IteratorSlot.DRAINED, depth);
        verification.set(0, RegisterState.constant(0));
    }

    private static StackSlot slot(VerifierState state, KfuncMeta meta) {
        return state.frame(meta.iteratorFrame).slot(meta.iteratorIndex);
    }

    private static void setState(VerifierState state, KfuncMeta meta, int iteratorState, int depth) {
        StackSlot old = slot(state, meta);
        RegisterState changed = old.register()
                .change()
                .detail(IteratorSlot.detail(iteratorState, depth))
                .build();
        state.frame(meta.iteratorFrame).setSlot(meta.iteratorIndex, old.withRegister(changed));
    }
}
