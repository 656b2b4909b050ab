// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.verifier.state.FrameState;
import dev.probeproof.emulator.verifier.state.Reference;
import dev.probeproof.emulator.verifier.state.RegisterState;
import dev.probeproof.emulator.verifier.state.RegisterType;
import dev.probeproof.emulator.verifier.state.SlotKind;
import dev.probeproof.emulator.verifier.state.StackSlot;
import dev.probeproof.emulator.verifier.state.VerifierState;
import java.util.List;

import static dev.probeproof.loader.uapi.Errno.EACCES;
import static dev.probeproof.loader.uapi.Errno.EINVAL;

/** Interrupt state that is saved in a stack slot when interrupts are switched off (Linux 6.14). */
final class IrqFlags {
    private static final String WORD = "irq_flag";
    /** In {@link RegisterState#detail}: saved by {@code bpf_local_irq_save}, or with a lock. */
    private static final int NATIVE = 1;

    private static final int LOCK = 2;

    private final Verification verification;
    private final Checks checks;

    IrqFlags(Verification verification, Checks checks) {
        this.verification = verification;
        this.checks = checks;
    }

    void check(int number, KernelFunction function) {
        RegisterState pointer = verification.register(number);
        if (!pointer.is(RegisterType.STACK)) {
            throw verification.reject(
                    EINVAL, "%s doesn't point to an irq flag on stack", verification.argument(number));
        }
        int kind = function.name().startsWith("bpf_local_irq") ? NATIVE : LOCK;
        if (function.name().endsWith("save")) {
            save(number, pointer, kind);
        } else {
            restore(number, pointer, kind);
        }
    }

    private void save(int number, RegisterState pointer, int kind) {
        FrameState frame = verification.state.frame(pointer.frame());
        int index = StackPlace.find(verification, pointer, WORD, 1);
        if (index == StackPlace.MISPLACED || index != StackPlace.UNUSED && holdsFlag(frame.slot(index))) {
            throw verification.reject(EINVAL, "expected uninitialized irq flag as %s", verification.argument(number));
        }
        checks.memory.check(number, 0, StackSlot.BYTES, true, -1, false, false);
        index = StackPlace.find(verification, pointer, WORD, 1);
        VerifierState state = verification.state;
        int id = verification.nextId();
        state.references().add(new Reference(Reference.Kind.IRQ, id, verification.slot, null));
        state.activeIrqId = id;
        RegisterState flag = RegisterState.pointer(RegisterType.STACK)
                .referenceId(id)
                .detail(kind)
                .build();
        frame.setSlot(index, StackSlot.filled(SlotKind.IRQ_FLAG).withRegister(flag));
        checks.liveness.write(frame, index);
        verification.places.addSlot(index);
    }

    private static boolean holdsFlag(StackSlot slot) {
        for (int i = 0; i < StackSlot.BYTES; i++) {
            if (slot.kind(i) == SlotKind.IRQ_FLAG) {
                return true;
            }
        }
        return false;
    }

    private void restore(int number, RegisterState pointer, int kind) {
        FrameState frame = verification.state.frame(pointer.frame());
        int index = StackPlace.find(verification, pointer, WORD, 1);
        boolean there = index >= 0
                && frame.slot(index).isAll(SlotKind.IRQ_FLAG)
                && frame.slot(index).register().referenceId() != 0;
        if (!there) {
            throw verification.reject(EINVAL, "expected an initialized irq flag as %s", verification.argument(number));
        }
        checks.liveness.read(frame, index);
        verification.places.addSlot(index);
        RegisterState flag = frame.slot(index).register();
        if (flag.detail() != kind) {
            throw verification.reject(
                    EINVAL,
                    "irq flag acquired by %s kfuncs cannot be restored with %s kfuncs",
                    word(flag.detail()),
                    word(kind));
        }
        release(flag.referenceId());
        frame.setSlot(index, StackSlot.EMPTY);
        checks.liveness.write(frame, index);
        verification.places.addSlot(index);
    }

    private static String word(int kind) {
        return kind == NATIVE ? "native" : "lock";
    }

    /** Only the flag that was saved last may be restored. */
    private void release(int id) {
        VerifierState state = verification.state;
        List<Reference> all = state.references();
        if (id != state.activeIrqId) {
            int slot = all.stream()
                    .filter(reference -> reference.id() == state.activeIrqId)
                    .findFirst()
                    .map(Reference::slot)
                    .orElse(0);
            throw verification.reject(
                    EACCES,
                    "cannot restore irq state out of order, expected id=%d acquired at insn_idx=%d",
                    state.activeIrqId,
                    slot);
        }
        int outer = 0;
        for (int i = 0; i < all.size(); i++) {
            Reference reference = all.get(i);
            if (reference.kind() == Reference.Kind.IRQ && reference.id() == id) {
                all.remove(i);
                state.activeIrqId = outer;
                return;
            }
            outer = reference.kind() == Reference.Kind.IRQ ? reference.id() : outer;
        }
        throw verification.fault("irq flag without reference");
    }
}
