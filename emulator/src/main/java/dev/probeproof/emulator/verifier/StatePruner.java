// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.verifier.state.FrameState;
import dev.probeproof.emulator.verifier.state.ReadMarks;
import dev.probeproof.emulator.verifier.state.RegisterState;
import dev.probeproof.emulator.verifier.state.RegisterType;
import dev.probeproof.emulator.verifier.state.Rejection;
import dev.probeproof.emulator.verifier.state.VerifierState;
import dev.probeproof.loader.insn.Opcode;
import dev.probeproof.loader.uapi.Errno;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps states of the past at prune points, and cuts a path that comes there with a state that one of them covers. This
 * is what makes exploration end ({@code is_state_visited}).
 */
final class StatePruner {
    /** A history longer than this costs more than a checkpoint. */
    private static final int LONG_HISTORY = 40;

    private final Verification verification;
    private final PruningRules rules;
    private final PrecisionTracker precision;
    private final StateComparison comparison;
    private final Forgetting forgetting;
    private final LoopTracking loops;

    /** Kept states, the newest last. As in the kernel, several places share a list, and the figures show it. */
    private final List<@Nullable List<VerifierState>> kept;

    private int keptStates;
    private int retiredStates;
    private long jumpsAtCheckpoint;
    private long instructionsAtCheckpoint;

    StatePruner(Verification verification, PrecisionTracker precision, Forgetting forgetting) {
        this.verification = verification;
        this.precision = precision;
        this.forgetting = forgetting;
        rules = PruningRules.of(verification.profile);
        comparison = new StateComparison(verification, rules);
        loops = new LoopTracking(verification, precision);
        kept = new ArrayList<>(verification.program.length);
        for (int i = 0; i < verification.program.length; i++) {
            kept.add(null);
        }
    }

    /**
     * Asks whether the path may end here, at {@link Verification#slot}, because what comes was explored with a state that
     * covers the current one. If not, the current state may be kept.
     */
    boolean isVisited() {
        VerifierState current = verification.state;
        current.slot = verification.slot;
        current.lastSlot = verification.previousSlot;
        if (!rules.forgetsByStaticLiveness() && current.frame(0).marks == null) {
            current.frame(0).marks = new ReadMarks();
        }
        if (rules.forgetsDeadRegistersAtOnce()) {
            forgetDeadRegisters(current);
        }
        boolean forced = isForced(current);
        boolean wantsNew = forced
                || verification.jumpsProcessed - jumpsAtCheckpoint >= 2
                        && verification.processed - instructionsAtCheckpoint >= 8;
        List<VerifierState> states = statesHere(current);
        clean(states, current);
        int count = 0;
        for (int i = states.size() - 1; i >= 0; i--) {
            VerifierState old = states.get(i);
            count++;
            if (old.slot != current.slot) {
                continue;
            }
            Finding finding = compare(old, current);
            if (finding == Finding.EQUAL || finding == Finding.EQUAL_IN_LOOP) {
                hit(old, current, finding == Finding.EQUAL_IN_LOOP);
                return true;
            }
            if (finding == Finding.UNFINISHED && !(forced && rules.frequencyForces()) && isRecent()) {
                wantsNew = false;
            }
            miss(states, i, wantsNew);
        }
        verification.maxStatesPerInstruction = Math.max(verification.maxStatesPerInstruction, count);
        if (wantsNew) {
            keep(states, current);
        } else if (rules.notesEveryPrunePoint() && !verification.facts[current.slot].isJumpPoint) {
            precision.pushHistory(0, LinkedRegisters.NONE);
        }
        return false;
    }

    private void forgetDeadRegisters(VerifierState state) {
        for (int i = 0; i <= state.currentFrame(); i++) {
            int live = verification.facts[StateComparison.slotOf(state, i)].liveBefore;
            for (int j = 0; j < FrameState.FRAME_POINTER; j++) {
                if ((live & 1 << j) == 0) {
                    state.frame(i).set(j, RegisterState.NOT_INIT);
                }
            }
        }
    }

    /** Paths through a loop that has just begun do not need a state each. */
    private boolean isRecent() {
        return verification.jumpsProcessed - jumpsAtCheckpoint < 20
                && verification.processed - instructionsAtCheckpoint < 100;
    }

    private boolean isForced(VerifierState current) {
        return verification.testsStateFrequency()
                || verification.facts[verification.slot].isForcedCheckpoint
                || rules.limitsHistory() && current.history.size() > LONG_HISTORY;
    }

    /** Another function begins: nothing of what was kept is about it. */
    void startOver() {
        for (int i = 0; i < kept.size(); i++) {
            kept.set(i, null);
        }
    }

    /** The last kept state at a slot that the current path, about to come there, went through itself; null if none. */
    @Nullable
    VerifierState previousVisit(int slot) {
        return previousVisit(slot, verification.state);
    }

    /** The one before the state that has just been kept at a slot. */
    @Nullable
    VerifierState previousVisitOfParent(int slot) {
        VerifierState parent = verification.state.parent;
        return parent == null ? null : previousVisit(slot, parent);
    }

    private @Nullable VerifierState previousVisit(int slot, VerifierState current) {
        List<VerifierState> states = statesAt(slot, current);
        for (int i = states.size() - 1; i >= 0; i--) {
            VerifierState old = states.get(i);
            if (old.slot == slot && old.branches > 0 && old.dfsDepth < current.dfsDepth && sameCalls(old, current)) {
                return old;
            }
        }
        return null;
    }

    private List<VerifierState> statesHere(VerifierState state) {
        return statesAt(state.slot, state);
    }

    private List<VerifierState> statesAt(int slot, VerifierState state) {
        int bucket = Integer.remainderUnsigned(slot ^ state.frame().callSite, verification.program.length);
        List<VerifierState> states = kept.get(bucket);
        if (states == null) {
            states = new ArrayList<>(2);
            kept.set(bucket, states);
        }
        return states;
    }

    private enum Finding {
        DIFFERENT,
        /** Different, and paths from the kept state are still to be followed. */
        UNFINISHED,
        EQUAL,
        /** Equal to a state of a loop that is not explored to its end. */
        EQUAL_IN_LOOP
    }

    private Finding compare(VerifierState old, VerifierState current) {
        if (old.branches > 0) {
            return compareUnfinished(old, current);
        }
        boolean inLoop = isIncomplete(old);
        ComparisonLevel level = inLoop ? ComparisonLevel.RANGE_WITHIN : ComparisonLevel.NOT_EXACT;
        if (!comparison.areEqual(old, current, level)) {
            return Finding.DIFFERENT;
        }
        return inLoop ? Finding.EQUAL_IN_LOOP : Finding.EQUAL;
    }

    private boolean isIncomplete(VerifierState state) {
        return rules.tracksLoopEntries() ? LoopEntries.isOpen(state) : loops.isIncomplete(state);
    }

    /** The path has come round to a state that it went through itself. */
    private Finding compareUnfinished(VerifierState old, VerifierState current) {
        FrameState frame = old.frame();
        InstructionFacts here = verification.facts[current.slot];
        if (frame.inAsyncCallback && frame.asyncEntries != current.frame().asyncEntries) {
            // Another entry of the callback: neither an infinite loop nor safe yet.
            return Finding.UNFINISHED;
        }
        if (here.isIteratorNext) {
            boolean round =
                    comparison.areEqual(old, current, ComparisonLevel.RANGE_WITHIN) && iteratorIsActive(current);
            return round ? Finding.EQUAL_IN_LOOP : Finding.UNFINISHED;
        }
        if (verification.program[current.slot].opcode() == Opcode.MAY_GOTO
                && old.mayGotoDepth != current.mayGotoDepth
                && comparison.areEqual(old, current, ComparisonLevel.RANGE_WITHIN)) {
            return Finding.EQUAL_IN_LOOP;
        }
        if (here.callsCallback) {
            boolean again = comparison.areEqual(old, current, ComparisonLevel.RANGE_WITHIN);
            return again ? afterCallback() : Finding.UNFINISHED;
        }
        if (StateComparison.mayLoop(old, current)
                && comparison.areEqual(old, current, sameLevel())
                && !StackComparison.iteratorsAdvanced(old, current)
                && old.mayGotoDepth == current.mayGotoDepth
                && old.callbackUnrollDepth == current.callbackUnrollDepth) {
            throw infiniteLoop(old, current);
        }
        return Finding.UNFINISHED;
    }

    /** A callback that comes round to its call with nothing new is a loop since 7.0. */
    private Finding afterCallback() {
        return rules.callbacksAreLoops() ? Finding.EQUAL_IN_LOOP : Finding.EQUAL;
    }

    private ComparisonLevel sameLevel() {
        return rules.comparesLoopsExactly() ? ComparisonLevel.EXACT : ComparisonLevel.NOT_EXACT;
    }

    /** Whether the iterator that the call gets in r1 still has elements. */
    private static boolean iteratorIsActive(VerifierState state) {
        RegisterState pointer = state.register(1);
        if (!pointer.is(RegisterType.STACK) || !pointer.bounds().isConstant()) {
            return false;
        }
        long offset = pointer.offset() + pointer.bounds().constantValue();
        if (offset >= 0 || offset < -512) {
            return false;
        }
        int slot = (int) (-offset - 1) / 8;
        return IteratorSlot.isActive(state.frame(pointer.frame()).slot(slot).register());
    }

    private Rejection infiniteLoop(VerifierState old, VerifierState current) {
        precision.text().sourceLine(current.slot);
        verification.log.line("infinite loop detected at insn " + current.slot);
        if (!rules.comparesLoopsExactly()) {
            return new Rejection(Errno.EINVAL);
        }
        verification.log.line("cur state:" + precision.text().state(current, current.currentFrame()));
        verification.log.line("old state:" + precision.text().state(old, current.currentFrame()));
        return new Rejection(Errno.EINVAL);
    }

    /** The continuation is known; what it depends on is handed to the past of this path. */
    private void hit(VerifierState old, VerifierState current, boolean inLoop) {
        old.hits++;
        if (inLoop && rules.tracksLoopEntries()) {
            joinLoop(old, current);
        }
        if (current.frame().marks != null) {
            readSame(old, current);
        }
        if (rules.notesEveryPrunePoint() || verification.facts[current.slot].isJumpPoint) {
            precision.pushHistory(0, LinkedRegisters.NONE);
        }
        precision.propagate(old, current);
        if (inLoop && rules.tracksComponents()) {
            loops.addBackEdge(current, old);
            updatePeak();
        }
    }

    private void joinLoop(VerifierState old, VerifierState current) {
        VerifierState entry = old.branches > 0 ? old : LoopEntries.of(old);
        if (entry != null) {
            LoopEntries.update(current, entry);
        }
    }

    /** What the continuation read, this path would read. */
    private void readSame(VerifierState old, VerifierState current) {
        for (int i = 0; i <= old.currentFrame(); i++) {
            ReadMarks before = old.frame(i).marks;
            ReadMarks now = current.frame(i).marks;
            if (before == null || now == null) {
                continue;
            }
            for (int j = ReadMarks.firstPlace(i == old.currentFrame()); j < FrameState.FRAME_POINTER; j++) {
                verification.markRead = Math.max(verification.markRead, now.readAs(before, j));
            }
            int slots = Math.min(old.frame(i).stackSlots(), current.frame(i).stackSlots());
            for (int j = FrameState.REGISTERS; j < FrameState.REGISTERS + slots; j++) {
                verification.markRead = Math.max(verification.markRead, now.readAs(before, j));
            }
        }
    }

    /** Counts, and stops comparing with a state that is of little use. */
    private void miss(List<VerifierState> states, int index, boolean counts) {
        VerifierState old = states.get(index);
        if (counts) {
            old.misses++;
        }
        // Loops converge by comparison with forced checkpoints.
        int patience = verification.facts[old.slot].isForcedCheckpoint && old.branches > 0 ? 64 : 3;
        if (old.misses > old.hits * patience + patience) {
            states.remove(index);
            keptStates--;
            boolean isFree = rules.freesRetiredStates()
                    ? old.branches == 0 && !awaitsMarks(old)
                    : old.cleaned && !old.usedAsLoopEntry;
            if (!isFree) {
                old.isRetired = true;
                retiredStates++;
            }
            updatePeak();
        }
    }

    /** Marks of its loop may still come to it. */
    private boolean awaitsMarks(VerifierState state) {
        return rules.tracksComponents() && loops.isIncomplete(state);
    }

    private void keep(List<VerifierState> states, VerifierState current) {
        keptStates++;
        verification.totalStates++;
        updatePeak();
        jumpsAtCheckpoint = verification.jumpsProcessed;
        instructionsAtCheckpoint = verification.processed;
        if (rules.forgetsInheritedPrecision()) {
            PrecisionTracker.forgetAll(current);
        }
        VerifierState checkpoint = current.copy();
        checkpoint.hits = 0;
        checkpoint.misses = 0;
        if (rules.tracksComponents()) {
            loops.enter(checkpoint);
        }
        current.parent = checkpoint;
        current.firstSlot = current.slot;
        current.dfsDepth = checkpoint.dfsDepth + 1;
        current.history.clear();
        if (!rules.forgetsByStaticLiveness()) {
            for (int i = 0; i <= current.currentFrame(); i++) {
                ReadMarks marks = current.frame(i).marks;
                ReadMarks above = checkpoint.frame(i).marks;
                if (marks != null && above != null) {
                    marks.continueFrom(
                            above, i == current.currentFrame(), current.frame(i).stackSlots());
                }
            }
        }
        states.add(checkpoint);
    }

    private void updatePeak() {
        int states = keptStates + retiredStates + loops.backEdges();
        // Before, the figure was what is kept at the end.
        verification.peakStates = rules.freesRetiredStates() ? Math.max(verification.peakStates, states) : states;
    }

    /** Takes out of finished states what no continuation read, so that they cover more. */
    private void clean(List<VerifierState> states, VerifierState current) {
        for (int i = states.size() - 1; i >= 0; i--) {
            VerifierState state = states.get(i);
            if (state.branches == 0
                    && !state.cleaned
                    && state.slot == current.slot
                    && sameCalls(state, current)
                    && !isIncomplete(state)) {
                state.cleaned = true;
                forgetting.forget(state);
            }
        }
    }

    private static boolean sameCalls(VerifierState one, VerifierState other) {
        if (one.currentFrame() != other.currentFrame()) {
            return false;
        }
        for (int i = one.currentFrame(); i >= 0; i--) {
            if (one.frame(i).callSite != other.frame(i).callSite) {
                return false;
            }
        }
        return true;
    }

    /** A path has ended: states whose last path it was are explored now ({@code update_branch_counts}). */
    void branchFinished(VerifierState ended) {
        VerifierState state = ended;
        while (state != null) {
            state.branches--;
            if (rules.tracksLoopEntries() && state.branches == 0 && state.parent != null && state.loopEntry != null) {
                LoopEntries.update(state.parent, state.loopEntry);
            }
            if (state.branches > 0) {
                return;
            }
            if (rules.tracksComponents()) {
                loops.exit(state);
            }
            if (state.isRetired && rules.freesRetiredStates() && !awaitsMarks(state)) {
                state.isRetired = false;
                retiredStates--;
            }
            state = state.parent;
        }
    }
}
