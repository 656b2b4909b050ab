// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.verifier.log.StateText;
import dev.probeproof.emulator.verifier.log.VerifierLog;
import dev.probeproof.emulator.verifier.state.VerifierState;
import dev.probeproof.loader.insn.Dialect;
import dev.probeproof.loader.insn.Disassembler;

/** Writes the path into the log: instructions, what they changed, and whole states where paths begin. */
final class PathTrace implements TraceText {
    /** Where the changes stand in the line of their instruction. */
    private static final int STATE_COLUMN = 40;

    private final Verification verification;
    private final VerifierLog log;
    private final StateText states;
    /** Where the log ended after the last instruction was printed: states go into its line if nothing came since. */
    private int endOfInstruction = -1;

    private int instructionLength;
    private boolean showsWholeState;
    private final boolean appendsStates;

    PathTrace(Verification verification) {
        this.verification = verification;
        this.log = verification.log;
        this.states = new StateText(verification.profile);
        this.appendsStates = verification.profile.isAtLeast(5, 17);
    }

    /** The next instruction begins a path: the log shows all that is known before it. */
    void startPath() {
        showsWholeState = true;
    }

    /** The path ends here, covered by what was explored before. */
    void pruned() {
        if (!log.showsPaths()) {
            return;
        }
        if (showsWholeState) {
            log.write("\nfrom " + verification.previousSlot + " to " + verification.slot + ": safe\n");
        } else {
            log.write(verification.slot + ": safe\n");
        }
    }

    /** Before an instruction is looked at. */
    void instructionStarts() {
        if (!log.showsPaths()) {
            return;
        }
        if (!appendsStates) {
            oldStyleStart();
            return;
        }
        if (log.showsInstructions() && showsWholeState) {
            log.write("\nfrom " + verification.previousSlot + " to " + verification.slot + ":"
                    + states.whole(verification.state, verification.state.currentFrame()) + "\n");
            showsWholeState = false;
        }
        if (!verification.places.isEmpty()) {
            changes();
        }
        printInstruction();
    }

    private void oldStyleStart() {
        if (log.showsInstructions() || showsWholeState) {
            if (log.showsInstructions()) {
                log.write(verification.slot + ":");
            } else {
                log.write("\nfrom " + verification.previousSlot + " to " + verification.slot + ":");
            }
            log.write(states.whole(verification.state, verification.state.currentFrame()) + "\n");
            showsWholeState = false;
        }
        printInstruction();
    }

    private void printInstruction() {
        sourceLine(verification.slot);
        log.write(verification.slot + ": ");
        int start = log.position();
        log.write(instruction(verification.slot) + "\n");
        endOfInstruction = log.position();
        instructionLength = endOfInstruction - start - 1;
    }

    /** What the instruction changed, for instructions after which the path goes elsewhere. */
    void changesNow() {
        if (log.showsPaths() && appendsStates) {
            changes();
        }
    }

    private void changes() {
        String text = states.changed(verification.state, verification.state.currentFrame(), verification.places);
        if (endOfInstruction == log.position() && endOfInstruction > 0) {
            log.resetTo(endOfInstruction - 1);
            log.write(" ".repeat(Math.max(1, STATE_COLUMN - verticalStart() - instructionLength)) + ";");
        } else {
            log.write(verification.slot + ":");
        }
        log.write(text + "\n");
        verification.places.clear();
    }

    private static int verticalStart() {
        return 4;
    }

    /** Everything known in the frame that is executed. */
    void wholeState(String prefix) {
        log.write(prefix + states.whole(verification.state, verification.state.currentFrame()) + "\n");
    }

    @Override
    public String state(VerifierState state, int frame) {
        return states.whole(state, frame);
    }

    @Override
    public void sourceLine(int slot) {}

    @Override
    public String instruction(int slot) {
        return Disassembler.disassemble(verification.image.instructions(), slot, Dialect.KERNEL);
    }
}
