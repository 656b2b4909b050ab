// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.verifier.log.InstructionText;
import dev.probeproof.emulator.verifier.log.PathLog;
import dev.probeproof.emulator.verifier.log.SourceLines;
import dev.probeproof.emulator.verifier.log.StateText;
import dev.probeproof.emulator.verifier.state.VerifierState;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.kernel.ProgramBtf;

/** Writes the path of one verification into its log. */
final class PathTrace implements TraceText {
    private final Verification verification;
    private final SourceLines lines;
    private final PathLog log;

    PathTrace(Verification verification) {
        this.verification = verification;
        this.lines = lines(verification);
        KernelFunctions functions = new KernelFunctions(verification.target, verification.image, verification.profile);
        this.log = new PathLog(
                verification.log,
                verification.profile,
                new InstructionText(
                        verification.profile,
                        verification.maps,
                        call -> functions.name(call).orElse(null)),
                new StateText(verification.profile, new StackObjectWords(), new ReadMarksText()),
                lines,
                verification.places);
    }

    private static SourceLines lines(Verification verification) {
        ProgramBtf described = verification.image.btf();
        Btf types = verification.programTypes;
        return described == null || types == null
                ? SourceLines.NONE
                : SourceLines.of(described.lines(), types, verification.profile);
    }

    /** The next instruction begins another path, one that waited. */
    void startPath() {
        log.beginPath();
    }

    /** The path goes on in the caller. */
    void goOnInCaller() {
        log.announceState();
    }

    /** The path ends here, covered by what was explored before. */
    void pruned() {
        log.pruned(verification.slot, verification.previousSlot);
    }

    /** Before an instruction is looked at. */
    void instructionStarts() {
        log.instruction(verification.state, verification.program, verification.slot, verification.previousSlot);
    }

    /** What a jump changed, before the path goes elsewhere. */
    void branched() {
        log.branched(verification.state, verification.slot);
    }

    @Override
    public String state(VerifierState state, int frame) {
        return log.stateText(state, frame);
    }

    @Override
    public void sourceLine(int slot) {
        String source = lines.before(slot);
        if (source != null) {
            verification.log.line(source);
        }
    }

    @Override
    public String instruction(int slot) {
        return log.instructionText(verification.program, slot);
    }
}
