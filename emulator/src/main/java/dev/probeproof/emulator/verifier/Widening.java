// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.verifier.state.FrameState;
import dev.probeproof.emulator.verifier.state.RegisterState;
import dev.probeproof.emulator.verifier.state.StackSlot;
import dev.probeproof.emulator.verifier.state.VerifierState;

/**
 * Forgets the values of numbers that nothing depended on when a loop of the kernel goes round once more, so that the
 * state soon equals an earlier one ({@code widen_imprecise_scalars}).
 */
final class Widening {
    private final Verification verification;
    private final Checks checks;

    Widening(Verification verification, Checks checks) {
        this.verification = verification;
        this.checks = checks;
    }

    /** Widens the current state, which is about to be at a slot, against the last one of this path that was there. */
    void widen(int slot) {
        VerifierState previous = checks.pruner.previousVisit(slot);
        if (previous != null) {
            widen(previous, verification.state);
        }
    }

    void widen(VerifierState old, VerifierState current) {
        for (int number = old.currentFrame(); number >= 0; number--) {
            FrameState oldFrame = old.frame(number);
            FrameState frame = current.frame(number);
            for (int i = 0; i < FrameState.REGISTERS; i++) {
                frame.set(i, widened(oldFrame.register(i), frame.register(i)));
            }
            for (int i = 0; i < oldFrame.stackSlots(); i++) {
                StackSlot oldSlot = oldFrame.slot(i);
                StackSlot slot = frame.slot(i);
                if (oldSlot.isSpill() && slot.isSpill()) {
                    frame.setSlot(i, slot.withRegister(widened(oldSlot.register(), slot.register())));
                }
            }
        }
    }

    private RegisterState widened(RegisterState old, RegisterState register) {
        boolean kept = !old.isScalar()
                || !register.isScalar()
                || old.isPrecise()
                || register.isPrecise()
                || old.sameButIds(register);
        return kept ? register : verification.unknown();
    }
}
