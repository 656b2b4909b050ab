// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.verifier.state.FrameState;
import dev.probeproof.emulator.verifier.state.Reference;
import dev.probeproof.emulator.verifier.state.RegisterState;
import dev.probeproof.emulator.verifier.state.VerifierState;
import java.util.List;

/**
 * Whether the state under way can only do what a kept state could do, so that following it would find out nothing new
 * ({@code states_equal}).
 */
final class StateComparison {
    private final Verification verification;
    private final PruningRules rules;
    /** Reads that paths happened to make, or not, do not count. */
    private final boolean isStrict;

    private final IdMap ids = new IdMap();
    private final RegisterComparison registers;
    private final StackComparison stacks;

    StateComparison(Verification verification, PruningRules rules) {
        this.verification = verification;
        ProofRecorder recorder = verification.recorder;
        this.isStrict = recorder != null;
        this.rules = isStrict ? rules.strict() : rules;
        registers = new RegisterComparison(this.rules, ids, recorder);
        stacks = new StackComparison(this.rules, ids, registers);
    }

    boolean areEqual(VerifierState old, VerifierState current, ComparisonLevel level) {
        if (old.currentFrame() != current.currentFrame() || old.inSleepable != current.inSleepable) {
            return false;
        }
        ids.reset(verification.lastId());
        if (!holdSame(old, current)) {
            return false;
        }
        for (int i = 0; i <= old.currentFrame(); i++) {
            if (rules.comparesIdsAsTheyAre()) {
                ids.reset(verification.lastId());
            }
            if (old.frame(i).callSite != current.frame(i).callSite
                    || !areEqual(old.frame(i), current.frame(i), slotOf(old, i), level)) {
                return false;
            }
        }
        return true;
    }

    /** Where a frame is: at its call for those that wait for another. */
    static int slotOf(VerifierState state, int frame) {
        return frame == state.currentFrame() ? state.slot : state.frame(frame + 1).callSite;
    }

    /** References and locks ({@code refsafe}). */
    private boolean holdSame(VerifierState old, VerifierState current) {
        List<Reference> oldOnes = old.references();
        List<Reference> currentOnes = current.references();
        if (oldOnes.size() != currentOnes.size()
                || old.activeLocks != current.activeLocks
                || old.activePreemptLocks != current.activePreemptLocks
                || old.activeRcuLocks != current.activeRcuLocks
                || old.activeLockPointer != current.activeLockPointer
                || !ids.matches(old.activeIrqId, current.activeIrqId)
                || !ids.matches(old.activeLockId, current.activeLockId)) {
            return false;
        }
        for (int i = 0; i < oldOnes.size(); i++) {
            Reference oldOne = oldOnes.get(i);
            Reference currentOne = currentOnes.get(i);
            if (!ids.matches(oldOne.id(), currentOne.id())
                    || oldOne.kind() != currentOne.kind()
                    || oldOne.isLock() && oldOne.pointer() != currentOne.pointer()) {
                return false;
            }
        }
        return true;
    }

    private boolean areEqual(FrameState old, FrameState current, int slot, ComparisonLevel level) {
        if (rules.comparesCallbackDepth() && old.callbackDepth > current.callbackDepth) {
            return false;
        }
        int live = rules.comparesLiveRegistersOnly() ? verification.facts[slot].liveBefore : -1;
        for (int i = 0; i < FrameState.REGISTERS; i++) {
            boolean isRead = isStrict || old.isRead(i);
            if ((live & 1 << i) != 0 && !registers.covers(old.register(i), current.register(i), isRead, level)) {
                return false;
            }
        }
        return stacks.covers(old, current, level);
    }

    /**
     * Whether the registers of the running frame are the same to the last id: a cheap first question before looking for
     * an infinite loop ({@code states_maybe_looping}).
     */
    static boolean mayLoop(VerifierState old, VerifierState current) {
        if (old.currentFrame() != current.currentFrame()) {
            return false;
        }
        for (int i = 0; i < FrameState.REGISTERS; i++) {
            RegisterState before = old.register(i);
            if (!before.equalsIgnoringPrecision(current.register(i))) {
                return false;
            }
        }
        return true;
    }
}
