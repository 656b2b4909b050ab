// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.verifier.state.FrameState;
import dev.probeproof.emulator.verifier.state.RegisterState;
import dev.probeproof.emulator.verifier.state.StackSlot;
import dev.probeproof.emulator.verifier.state.VerifierState;
import java.util.function.UnaryOperator;

/** All places of a state that hold registers: those of every frame, and those that were spilled. */
final class StateRegisters {
    private StateRegisters() {}

    /** Replaces each register by what the function makes of it. */
    static void replace(VerifierState state, UnaryOperator<RegisterState> change) {
        for (int number = 0; number <= state.currentFrame(); number++) {
            FrameState frame = state.frame(number);
            for (int i = 0; i < FrameState.FRAME_POINTER; i++) {
                RegisterState old = frame.register(i);
                RegisterState changed = change.apply(old);
                if (changed != old) {
                    frame.set(i, changed);
                }
            }
            for (int i = 0; i < frame.stackSlots(); i++) {
                StackSlot slot = frame.slot(i);
                if (slot.isSpill()) {
                    RegisterState changed = change.apply(slot.register());
                    if (changed != slot.register()) {
                        frame.setSlot(i, slot.withRegister(changed));
                    }
                }
            }
        }
    }
}
