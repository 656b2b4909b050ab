// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.profile.KernelChange;
import dev.probeproof.emulator.verifier.log.PlaceSet;
import dev.probeproof.emulator.verifier.number.Arithmetic;
import dev.probeproof.emulator.verifier.number.Bounds;
import dev.probeproof.emulator.verifier.state.FrameState;
import dev.probeproof.emulator.verifier.state.RegisterState;
import dev.probeproof.emulator.verifier.state.StackSlot;
import dev.probeproof.emulator.verifier.state.VerifierState;
import dev.probeproof.loader.insn.Instruction;
import org.jspecify.annotations.Nullable;

/** Numbers that were copied are the same number: what a branch finds out about one holds for all. */
final class ScalarLinks {
    private final Verification verification;

    ScalarLinks(Verification verification) {
        this.verification = verification;
    }

    /** A register that is about to be copied, with an id that it shares with the copy. */
    RegisterState identified(int number) {
        RegisterState register = identified(verification.register(number));
        verification.set(number, register);
        return register;
    }

    /** A spilled register that is about to be copied. */
    RegisterState identified(FrameState frame, int index) {
        StackSlot slot = frame.slot(index);
        RegisterState register = identified(slot.register());
        frame.setSlot(index, slot.withRegister(register));
        return register;
    }

    private RegisterState identified(RegisterState register) {
        if (!register.isScalar() || !verification.has(KernelChange.SCALAR_IDS)) {
            return register;
        }
        RegisterState source = register;
        if ((source.id() & RegisterState.ANY_ADD_CONSTANT) != 0) {
            // It is linked already as a sum, and a sum of a sum is not kept track of.
            source = source.change().id(0).offset(0).build();
        }
        boolean constant = source.bounds().tnum().isConst() && verification.has(KernelChange.CONSTANTS_WITHOUT_IDS);
        return source.id() == 0 && !constant ? source.withId(verification.nextId()) : source;
    }

    /** All that share an id with a side of the comparison, packed for the history; 0 if there is no other. */
    long collect(Instruction instruction, boolean hasRegister) {
        if (!verification.has(KernelChange.LINKED_REGISTER_HISTORY)) {
            return LinkedRegisters.NONE;
        }
        long set = LinkedRegisters.NONE;
        RegisterState right = verification.register(instruction.src());
        if (hasRegister && right.isScalar() && right.id() != 0) {
            set = LinkedRegisters.collect(verification.state, right.id(), set, liveRegisters());
        }
        RegisterState left = verification.register(instruction.dst());
        if (left.isScalar() && left.id() != 0) {
            set = LinkedRegisters.collect(verification.state, left.id(), set, liveRegisters());
        }
        return LinkedRegisters.size(set) > 1 ? set : LinkedRegisters.NONE;
    }

    /** By frame, the registers that are still needed: only those are looked at since 6.18; null for all. */
    private int @Nullable [] liveRegisters() {
        if (!verification.profile.isAtLeast(6, 18)) {
            return null;
        }
        VerifierState state = verification.state;
        int[] live = new int[state.currentFrame() + 1];
        for (int i = 0; i < live.length; i++) {
            boolean isRunning = i == state.currentFrame();
            int slot = isRunning ? verification.slot : state.frame(i + 1).callSite;
            live[i] = verification.facts[slot].liveBefore;
        }
        return live;
    }

    /** Passes on what became known of a register in a state. */
    void sync(VerifierState state, int number, long linked) {
        RegisterState known = state.register(number);
        if (!known.isScalar() || known.id() == 0) {
            return;
        }
        if (verification.has(KernelChange.LINKED_REGISTER_HISTORY)) {
            PlaceSet shown = verification.profile.isAtLeast(7, 1) ? verification.places : null;
            LinkedRegisters.sync(state, known, linked, this::shifted, shown);
        } else {
            LinkedRegisters.syncAll(state, known, this::shifted);
        }
    }

    private Bounds shifted(Bounds bounds, long distance, boolean wide) {
        boolean deduces = verification.has(KernelChange.LINKED_DIFFERENCES);
        return Arithmetic.linked(verification.numbers, bounds, distance, wide, deduces);
    }
}
