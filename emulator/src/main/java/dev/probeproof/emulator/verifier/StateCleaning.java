// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.verifier.flow.StackLiveness;
import dev.probeproof.emulator.verifier.state.FrameState;
import dev.probeproof.emulator.verifier.state.RegisterState;
import dev.probeproof.emulator.verifier.state.StackSlot;
import dev.probeproof.emulator.verifier.state.VerifierState;

/**
 * Takes out of a state that is explored to its end what no continuation reads, so that it covers more
 * ({@code clean_verifier_state}).
 */
final class StateCleaning {
    private final Verification verification;
    private final StackLiveness stack;

    StateCleaning(Verification verification, StackLiveness stack) {
        this.verification = verification;
        this.stack = stack;
    }

    void clean(VerifierState state) {
        state.cleaned = true;
        for (int i = 0; i <= state.currentFrame(); i++) {
            int live = verification.facts[StateComparison.slotOf(state, i)].liveBefore;
            FrameState frame = state.frame(i);
            for (int j = 0; j < FrameState.FRAME_POINTER; j++) {
                if ((live & 1 << j) == 0) {
                    frame.set(j, RegisterState.NOT_INIT);
                }
            }
            for (int j = 0; j < frame.stackSlots(); j++) {
                if (frame.slot(j) != StackSlot.EMPTY && !stack.isAlive(state, state.slot, i, j)) {
                    frame.setSlot(j, StackSlot.EMPTY);
                }
            }
        }
    }
}
