// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.log;

import dev.probeproof.emulator.profile.KernelProfile;
import dev.probeproof.emulator.verifier.state.VerifierState;
import dev.probeproof.loader.insn.Instruction;

/**
 * What the log says along a path: instructions, behind each what it changed, the state where a path begins, calls and
 * returns. Costs nothing while the log does not show paths.
 *
 * <p>Before 5.17 whole states stood on lines of their own at level 2; since then only what changed is printed.
 */
public final class PathLog {
    private static final int COMMENT_COLUMN = 40;
    private static final int COMMENT_STEP = 8;

    private final VerifierLog log;
    private final InstructionText instructions;
    private final StateText states;
    private final SourceLines lines;
    private final boolean printsChanges;
    private final PlaceSet changed;

    private boolean announcesState;
    /** End of the log behind the last instruction, or -1. */
    private int instructionEnd = -1;

    private int instructionLength;

    /**
     * @param changed what changed since it was printed; whoever changes a register or a slot adds it
     */
    public PathLog(
            VerifierLog log,
            KernelProfile profile,
            InstructionText instructions,
            StateText states,
            SourceLines lines,
            PlaceSet changed) {
        this.log = log;
        this.instructions = instructions;
        this.states = states;
        this.lines = lines;
        this.changed = changed;
        printsChanges = profile.isAtLeast(5, 17);
        changed.addAll();
    }

    /** The state that is printed next is that of another path (one that waited): all of it counts as changed. */
    public void beginPath() {
        announcesState = true;
        changed.addAll();
    }

    /** The path goes on in the caller: its state is announced once. */
    public void announceState() {
        announcesState = true;
    }

    /** A function was entered: all of its frame counts as changed. */
    public void enterFrame() {
        changed.addAll();
    }

    /** An instruction is looked at; first, what the one before changed. */
    public void instruction(VerifierState state, Instruction[] program, int slot, int previousSlot) {
        if (!log.showsPaths()) {
            return;
        }
        int frame = state.currentFrame();
        if (printsChanges) {
            if (announcesState) {
                log.line("\n" + fromTo(previousSlot, slot) + states.whole(state, frame));
            }
            if (!changed.isEmpty()) {
                writeChanges(state, slot);
            }
        } else if (log.showsInstructions()) {
            log.line(slot + ":" + states.whole(state, frame));
        } else if (announcesState) {
            log.line("\n" + fromTo(previousSlot, slot) + states.whole(state, frame));
        }
        announcesState = false;
        String source = lines.before(slot);
        if (source != null) {
            log.line(source);
        }
        String text = slot + ": " + instructions.of(program, slot);
        log.line(text);
        instructionLength = text.length() + 1;
        instructionEnd = log.position();
    }

    /** A conditional jump has split the path; {@code state} is the one that goes on now. */
    public void branched(VerifierState state, int slot) {
        if (!log.showsPaths()) {
            return;
        }
        if (printsChanges) {
            writeChanges(state, slot);
        } else {
            log.line(states.whole(state, state.currentFrame()));
        }
    }

    /** An equal state was found: the path ends. */
    public void pruned(int slot, int previousSlot) {
        if (log.showsPaths()) {
            log.line((announcesState ? "\n" + fromTo(previousSlot, slot) : slot + ":") + " safe");
        }
    }

    /** A call has entered a new frame. */
    public void called(VerifierState state) {
        if (log.showsPaths()) {
            int callee = state.currentFrame();
            log.line("caller:");
            log.line(states.whole(state, callee - 1));
            log.line("callee:");
            log.line(states.whole(state, callee));
        }
    }

    /** The frame that is about to be left, before the caller changes. */
    public void returning(VerifierState state) {
        if (log.showsPaths()) {
            log.line("returning from callee:");
            log.line(states.whole(state, state.currentFrame()));
        }
    }

    /** The caller goes on. */
    public void returned(VerifierState state, int slot) {
        if (log.showsPaths()) {
            log.line("to caller at " + slot + ":");
            log.line(states.whole(state, state.currentFrame()));
        }
    }

    /** An instruction as part of another line. */
    public String instructionText(Instruction[] program, int slot) {
        return instructions.of(program, slot);
    }

    /** A frame as part of another line; begins with a blank. */
    public String stateText(VerifierState state, int frame) {
        return states.whole(state, frame);
    }

    /** Behind the instruction if nothing was written since, else on a line of its own; then nothing counts as changed. */
    private void writeChanges(VerifierState state, int slot) {
        String text = states.changed(state, state.currentFrame(), changed);
        if (instructionEnd == log.position()) {
            log.resetTo(instructionEnd - 1);
            log.line(" ".repeat(commentPadding()) + ";" + text);
        } else {
            log.line(slot + ":" + text);
        }
        changed.clear();
    }

    /** Blanks so that the comment starts at column 38, or behind longer instructions at the next multiple of 8 less 2. */
    private int commentPadding() {
        int column = Math.max(instructionLength + COMMENT_STEP / 2, COMMENT_COLUMN);
        int rounded = (column + COMMENT_STEP - 1) / COMMENT_STEP * COMMENT_STEP;
        return rounded - instructionLength - 1;
    }

    private static String fromTo(int from, int to) {
        return "from " + from + " to " + to + ":";
    }
}
