// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.verifier.flow.FlowGraph;
import dev.probeproof.emulator.verifier.flow.StackLiveness;
import dev.probeproof.emulator.verifier.state.FrameState;
import dev.probeproof.emulator.verifier.state.ReadMarks;
import dev.probeproof.emulator.verifier.state.RegisterState;
import dev.probeproof.emulator.verifier.state.StackSlot;
import dev.probeproof.emulator.verifier.state.VerifierState;
import org.jspecify.annotations.Nullable;

/** Which stack slots instructions read and write, told to {@link StackLiveness}. */
final class StackTraffic implements Forgetting {
    private final Verification verification;
    private final StackLiveness liveness;
    /** Worked out for the program (6.18); before, each path leaves its marks in the checkpoints. */
    private final boolean isStatic;

    StackTraffic(Verification verification, FlowGraph graph) {
        this.verification = verification;
        this.isStatic = verification.profile.isAtLeast(6, 18);
        this.liveness = new StackLiveness(graph, verification.log);
    }

    StackLiveness analysis() {
        return liveness;
    }

    void begin() {
        if (!isStatic) {
            FrameState outermost = verification.state.frame(0);
            if (outermost.marks == null) {
                outermost.marks = new ReadMarks();
            }
            return;
        }
        liveness.begin(verification.state, verification.slot);
    }

    void commit() {
        if (isStatic) {
            liveness.commit();
        }
    }

    void callEntered() {
        liveness.abandon();
    }

    void pathEnded() {
        if (isStatic) {
            liveness.update(verification.state);
        }
    }

    void read(FrameState frame, int index) {
        if (!isStatic) {
            if (frame.marks != null) {
                int marked = frame.marks.read(FrameState.REGISTERS + index);
                verification.markRead = Math.max(verification.markRead, marked);
            }
            return;
        }
        liveness.markRead(verification.state, frame.number, verification.slot, 1L << index);
    }

    void write(FrameState frame, int index) {
        if (!isStatic) {
            if (frame.marks != null) {
                frame.marks.write(FrameState.REGISTERS + index);
            }
            return;
        }
        liveness.markWrite(frame.number, 1L << index);
    }

    @Override
    public void forget(VerifierState state) {
        if (!isStatic) {
            forgetUnread(state, verification.recorder == null ? null : verification.facts);
            return;
        }
        StackLiveness.Query query = liveness.at(state, state.slot);
        for (int number = 0; number <= state.currentFrame(); number++) {
            FrameState frame = state.frame(number);
            int slot = number == state.currentFrame() ? state.slot : state.frame(number + 1).callSite;
            int live = verification.facts[slot].liveBefore;
            for (int i = 0; i < FrameState.FRAME_POINTER; i++) {
                if ((live & 1 << i) == 0) {
                    frame.set(i, RegisterState.NOT_INIT);
                }
            }
            for (int i = 0; i < frame.stackSlots(); i++) {
                if (!query.isAlive(number, i)) {
                    frame.setSlot(i, StackSlot.EMPTY);
                }
            }
        }
    }

    /** @param facts says which registers are dead, in place of what paths read; null if their reads count */
    private static void forgetUnread(VerifierState state, InstructionFacts @Nullable [] facts) {
        for (int number = 0; number <= state.currentFrame(); number++) {
            FrameState frame = state.frame(number);
            for (int i = 0; i < FrameState.FRAME_POINTER; i++) {
                if (facts == null
                        ? !frame.isRead(i)
                        : (facts[StateComparison.slotOf(state, number)].liveBefore & 1 << i) == 0) {
                    frame.set(i, RegisterState.NOT_INIT);
                }
            }
            for (int i = 0; i < frame.stackSlots(); i++) {
                if (!frame.isSlotRead(i)) {
                    frame.setSlot(i, StackSlot.EMPTY);
                }
            }
            if (frame.marks != null) {
                frame.marks.finish();
            }
        }
    }
}
