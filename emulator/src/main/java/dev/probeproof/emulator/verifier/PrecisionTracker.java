// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.verifier.log.VerifierLog;
import dev.probeproof.emulator.verifier.state.FrameState;
import dev.probeproof.emulator.verifier.state.JumpHistory;
import dev.probeproof.emulator.verifier.state.RegisterState;
import dev.probeproof.emulator.verifier.state.StackSlot;
import dev.probeproof.emulator.verifier.state.VerifierState;

/**
 * Finds out which scalars a verdict depends on. Where one matters, the path is walked back to where its value came
 * from, and all scalars on the way are marked precise in the checkpoints that lie between: pruning compares the value of
 * those only ({@code mark_chain_precision}).
 */
final class PrecisionTracker {
    private static final int ARGUMENTS = 0b111110;

    private final Verification verification;
    private final VerifierLog log;
    private final TraceText text;
    private final InstructionBacktracking instructions;
    private final BacktrackState backtrack = new BacktrackState();
    private final PruningRules rules;
    /** Used instead before calls could be followed. */
    private final SingleFrameBacktracking singleFrame;

    /** The history entry of the instruction under way, if it has one yet. */
    private int currentEntry = -1;

    PrecisionTracker(Verification verification, TraceText text) {
        this.verification = verification;
        this.log = verification.log;
        this.text = text;
        rules = PruningRules.of(verification.profile);
        instructions = new InstructionBacktracking(verification, rules, backtrack, text);
        singleFrame = new SingleFrameBacktracking(verification, rules, text);
    }

    TraceText text() {
        return text;
    }

    /** To be called before each instruction. */
    void startInstruction() {
        currentEntry = -1;
    }

    /**
     * Notes in the history that the path came to the instruction under way, or adds to that note.
     *
     * @param flags {@link JumpHistory#STACK_ACCESS} with its parts, or other flags of it
     * @param linked registers that a branch refined together, packed by {@link LinkedRegisters}
     */
    void pushHistory(int flags, long linked) {
        JumpHistory history = verification.state.history;
        if (currentEntry >= 0) {
            history.addFlags(currentEntry, flags);
            history.setLinked(currentEntry, linked);
            return;
        }
        currentEntry = history.size();
        history.push(verification.slot, verification.previousSlot, flags, linked);
    }

    /** Notes a stack access of the instruction under way. */
    void pushStackAccess(int frame, int slot) {
        pushHistory(JumpHistory.STACK_ACCESS | slot | frame << 6, LinkedRegisters.NONE);
    }

    /** The exact value of a scalar in the current frame matters. */
    void markRegister(int number) {
        VerifierState state = verification.state;
        if (!state.register(number).isScalar()) {
            throw verification.fault("backtracking misuse");
        }
        state.slot = verification.slot;
        if (!rules.tracksThroughCalls()) {
            singleFrame.markRegister(state, state.currentFrame(), number);
            return;
        }
        backtrack.start(state.currentFrame());
        backtrack.addRegister(number);
        walk(state);
    }

    /** The exact value of a scalar that was spilled matters. */
    void markStackSlot(int frame, int index) {
        VerifierState state = verification.state;
        state.slot = verification.slot;
        backtrack.start(state.currentFrame());
        backtrack.addSlot(frame, index);
        walk(state);
    }

    /**
     * Makes precise in the past of a state what is precise in one that it equals ({@code propagate_precision}).
     *
     * @return whether any mark was new
     */
    boolean propagate(VerifierState old, VerifierState current) {
        if (!rules.tracksThroughCalls()) {
            propagateEach(old, current);
            return false;
        }
        backtrack.start(current.currentFrame());
        for (int i = old.currentFrame(); i >= 0; i--) {
            propagateFrame(old.frame(i), i);
        }
        return walk(current);
    }

    private void propagateEach(VerifierState old, VerifierState current) {
        for (int i = old.currentFrame(); i >= 0; i--) {
            FrameState frame = old.frame(i);
            for (int j = 0; j < FrameState.FRAME_POINTER; j++) {
                if (frame.register(j).isScalar() && frame.register(j).isPrecise() && frame.isRead(j)) {
                    if (log.showsInstructions()) {
                        log.line("frame " + i + ": propagating r" + j);
                    }
                    singleFrame.markRegister(current, i, j);
                }
            }
            for (int j = 0; j < frame.stackSlots(); j++) {
                if (frame.slot(j).isSpilledScalar() && frame.slot(j).register().isPrecise() && frame.isSlotRead(j)) {
                    if (log.showsInstructions()) {
                        log.line("frame " + i + ": propagating fp" + -8 * (j + 1));
                    }
                    singleFrame.markSlot(current, i, j);
                }
            }
        }
    }

    private void propagateFrame(FrameState frame, int number) {
        boolean shows = log.showsInstructions();
        boolean first = true;
        for (int i = 0; i < FrameState.FRAME_POINTER; i++) {
            RegisterState register = frame.register(i);
            if (register.isScalar() && register.isPrecise() && frame.isRead(i)) {
                if (shows) {
                    log.write((first ? "frame " + number + ": propagating r" : ",r") + i);
                }
                backtrack.addRegister(number, i);
                first = false;
            }
        }
        for (int i = 0; i < frame.stackSlots(); i++) {
            StackSlot slot = frame.slot(i);
            if (slot.isSpilledScalar() && slot.register().isPrecise() && frame.isSlotRead(i)) {
                if (shows) {
                    log.write((first ? "frame " + number + ": propagating fp" : ",fp") + -8 * (i + 1));
                }
                backtrack.addSlot(number, i);
                first = false;
            }
        }
        if (!first && shows) {
            log.write("\n");
        }
    }

    /** Walks back from a state until all that is looked for is found; says whether it marked anything. */
    private boolean walk(VerifierState start) {
        if (backtrack.isEmpty()) {
            return false;
        }
        VerifierState state = start;
        int last = start.slot;
        int subsequent = -1;
        boolean changed = false;
        boolean skipsFirst = true;
        while (true) {
            if (log.showsInstructions()) {
                log.write("mark_precise: frame" + backtrack.frame() + ": last_idx " + last + " first_idx "
                        + state.firstSlot + " subseq_idx " + subsequent + " \n");
            }
            if (last < 0) {
                return markArguments(state) || changed;
            }
            int first = state.firstSlot;
            if (walkSegment(state, start, last, subsequent, skipsFirst)) {
                return changed;
            }
            skipsFirst = false;
            VerifierState parent = state.parent;
            if (parent == null) {
                break;
            }
            state = parent;
            changed |= markIn(state);
            if (backtrack.isEmpty()) {
                return changed;
            }
            subsequent = first;
            last = state.lastSlot;
        }
        // Something was missed on the way.
        markAll(start);
        backtrack.clear();
        return changed;
    }

    /** Walks back to the beginning of a state; true if nothing is looked for any more. */
    private boolean walkSegment(VerifierState state, VerifierState start, int last, int following, boolean skipsFirst) {
        JumpHistory history = state.history;
        int entries = history.size();
        int subsequent = following;
        boolean skip = skipsFirst;
        int slot = last;
        while (true) {
            if (!skip) {
                int entry = entries > 0 && history.slot(entries - 1) == slot ? entries - 1 : -1;
                if (!instructions.step(slot, subsequent, history, entry)) {
                    markAll(start);
                    backtrack.clear();
                    return true;
                }
            }
            skip = false;
            if (backtrack.isEmpty()) {
                return true;
            }
            subsequent = slot;
            if (slot == state.firstSlot && (entries == 0 || entries == 1 && history.slot(0) == slot)) {
                return false;
            }
            if (entries > 0 && history.slot(entries - 1) == slot) {
                slot = history.previous(entries - 1);
                entries--;
            } else {
                slot--;
            }
            if (slot < 0 || slot >= verification.program.length) {
                throw verification.fault("backtracking idx " + slot);
            }
        }
    }

    /** At the entry of a global function only its arguments may be left to look for. */
    private boolean markArguments(VerifierState state) {
        FrameState frame = state.frame(0);
        if (state.currentFrame() != 0
                || frame.subprogram == 0
                || frame.callSite != -1
                || backtrack.slots() != 0
                || (backtrack.registers() & ~ARGUMENTS) != 0) {
            throw verification.fault("backtracking func entry subprog " + frame.subprogram + " reg_mask "
                    + Integer.toHexString(backtrack.registers()) + " stack_mask "
                    + Long.toHexString(backtrack.slots()));
        }
        boolean changed = false;
        for (int i = 1; i <= 5; i++) {
            if (backtrack.hasRegister(i)) {
                backtrack.removeRegister(i);
                if (frame.register(i).isScalar()) {
                    frame.set(i, frame.register(i).withPrecise(true));
                    changed = true;
                }
            }
        }
        return changed;
    }

    /** Marks what is looked for in a checkpoint, and stops looking for what was marked there before. */
    private boolean markIn(VerifierState state) {
        boolean changed = false;
        for (int i = backtrack.frame(); i >= 0; i--) {
            FrameState frame = state.frame(i);
            changed |= markRegisters(frame, i) | markSlots(frame, i);
            if (log.showsInstructions()) {
                log.write("mark_precise: frame" + i + ": parent state regs=" + backtrack.registersText(i) + " stack="
                        + backtrack.slotsText(i) + ": " + text.state(state, i) + "\n");
            }
        }
        return changed;
    }

    private boolean markRegisters(FrameState frame, int number) {
        boolean changed = false;
        for (int mask = backtrack.registers(number); mask != 0; mask &= mask - 1) {
            int i = Integer.numberOfTrailingZeros(mask);
            RegisterState register = frame.register(i);
            if (!register.isScalar() || register.isPrecise()) {
                backtrack.removeRegister(number, i);
            } else {
                frame.set(i, register.withPrecise(true));
                changed = true;
            }
        }
        return changed;
    }

    private boolean markSlots(FrameState frame, int number) {
        boolean changed = false;
        for (long mask = backtrack.slots(number); mask != 0; mask &= mask - 1) {
            int i = Long.numberOfTrailingZeros(mask);
            if (i >= frame.stackSlots()) {
                throw verification.fault("stack slot out of bounds");
            }
            StackSlot slot = frame.slot(i);
            if (!slot.isSpilledScalar() || slot.register().isPrecise()) {
                backtrack.removeSlot(number, i);
            } else {
                frame.setSlot(i, slot.withRegister(slot.register().withPrecise(true)));
                changed = true;
            }
        }
        return changed;
    }

    /** Gives up looking: makes every scalar in the past of a state precise ({@code mark_all_scalars_precise}). */
    void markAll(VerifierState start) {
        boolean shows = log.showsInstructions();
        if (shows) {
            log.line("mark_precise: frame" + start.currentFrame() + ": falling back to forcing all scalars precise");
        }
        for (VerifierState state = start.parent; state != null; state = state.parent) {
            for (int i = 0; i <= state.currentFrame(); i++) {
                FrameState frame = state.frame(i);
                for (int j = 0; j < FrameState.FRAME_POINTER; j++) {
                    RegisterState register = frame.register(j);
                    if (register.isScalar() && !register.isPrecise()) {
                        frame.set(j, register.withPrecise(true));
                        if (shows) {
                            log.line("force_precise: frame" + i + ": forcing r" + j + " to be precise");
                        }
                    }
                }
                for (int j = 0; j < frame.stackSlots(); j++) {
                    StackSlot slot = frame.slot(j);
                    if (slot.isSpilledScalar() && !slot.register().isPrecise()) {
                        frame.setSlot(j, slot.withRegister(slot.register().withPrecise(true)));
                        if (shows) {
                            log.line("force_precise: frame" + i + ": forcing fp" + -8 * (j + 1) + " to be precise");
                        }
                    }
                }
            }
        }
    }

    /** Drops all marks of a state: its past has them where they are needed ({@code mark_all_scalars_imprecise}). */
    static void forgetAll(VerifierState state) {
        for (int i = 0; i <= state.currentFrame(); i++) {
            FrameState frame = state.frame(i);
            for (int j = 0; j < FrameState.FRAME_POINTER; j++) {
                RegisterState register = frame.register(j);
                if (register.isScalar() && register.isPrecise()) {
                    frame.set(j, register.withPrecise(false));
                }
            }
            for (int j = 0; j < frame.stackSlots(); j++) {
                StackSlot slot = frame.slot(j);
                if (slot.isSpilledScalar() && slot.register().isPrecise()) {
                    frame.setSlot(j, slot.withRegister(slot.register().withPrecise(false)));
                }
            }
        }
    }
}
