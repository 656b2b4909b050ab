// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.log;

import dev.probeproof.emulator.profile.KernelProfile;
import dev.probeproof.emulator.verifier.state.FrameState;
import dev.probeproof.emulator.verifier.state.RegisterState;
import dev.probeproof.emulator.verifier.state.RegisterType;
import dev.probeproof.emulator.verifier.state.VerifierState;
import dev.probeproof.loader.insn.Assembler;
import dev.probeproof.loader.insn.Dialect;
import dev.probeproof.loader.insn.Instruction;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PathLogTest {
    private static final Instruction[] PROGRAM =
            Assembler.assemble("""
                    r0 = 0
                    if r0 != 0x0 goto pc+1
                    *(u64 *)(r10 -512) = 2147483647
                    exit
                    """, Dialect.KERNEL).asList().toArray(Instruction[]::new);

    private final PlaceSet changed = new PlaceSet();
    private final VerifierState state = new VerifierState();
    private final VerifierLog log;
    private final PathLog path;

    PathLogTest() {
        log = new VerifierLog(VerifierLog.INSTRUCTIONS);
        path = path("6.18", log);
        FrameState frame = new FrameState(0, -1, 0);
        frame.set(1, RegisterState.pointer(RegisterType.CONTEXT).build());
        frame.set(10, RegisterState.pointer(RegisterType.STACK).build());
        state.enter(frame);
    }

    private PathLog path(String release, VerifierLog to) {
        KernelProfile profile = KernelProfile.of(release);
        return new PathLog(
                to,
                profile,
                new InstructionText(profile, List.of()),
                new StateText(profile),
                SourceLines.NONE,
                changed);
    }

    @Test
    void beginsWithAllThatIsKnown() {
        path.instruction(state, PROGRAM, 0, -1);

        assertThat(log.text()).isEqualTo("0: R1=ctx() R10=fp0\n0: (b7) r0 = 0\n");
    }

    @Test
    void putsWhatChangedBehindTheInstruction() {
        path.instruction(state, PROGRAM, 0, -1);
        state.set(0, RegisterState.constant(0));
        changed.addRegister(0);
        path.instruction(state, PROGRAM, 1, 0);

        assertThat(log.text()).endsWith("""
                0: (b7) r0 = 0                        ; R0=0
                1: (55) if r0 != 0x0 goto pc+1
                """);
    }

    @Test
    void movesTheCommentBehindALongInstruction() {
        path.instruction(state, PROGRAM, 2, -1);
        changed.addRegister(10);
        path.branched(state, 2);

        assertThat(log.text()).endsWith("2: (7a) *(u64 *)(r10 -512) = 2147483647       ; R10=fp0\n");
    }

    @Test
    void putsItOnALineOfItsOwnIfSomethingCameBetween() {
        path.instruction(state, PROGRAM, 0, -1);
        log.line("mark_precise: …");
        state.set(0, RegisterState.constant(0));
        changed.addRegister(0);
        path.instruction(state, PROGRAM, 1, 0);

        assertThat(log.text()).contains("mark_precise: …\n1: R0=0\n1: (55)");
    }

    @Test
    void saysWhereAPathComesFrom() {
        path.instruction(state, PROGRAM, 0, -1);
        path.beginPath();
        path.instruction(state, PROGRAM, 3, 1);

        assertThat(log.text()).endsWith("\nfrom 1 to 3: R1=ctx() R10=fp0\n3: R1=ctx() R10=fp0\n3: (95) exit\n");
    }

    @Test
    void saysThatAPathIsKnown() {
        path.pruned(3, 1);
        path.beginPath();
        path.pruned(3, 1);

        assertThat(log.text()).isEqualTo("3: safe\n\nfrom 1 to 3: safe\n");
    }

    @Test
    void showsBothSidesOfACall() {
        state.enter(new FrameState(1, 0, 1));
        path.called(state);

        assertThat(log.text()).isEqualTo("caller:\n R1=ctx() R10=fp0\ncallee:\n frame1:\n");
    }

    @Test
    void printedWholeStatesOnLinesOfTheirOwnBefore517() {
        VerifierLog oldLog = new VerifierLog(VerifierLog.INSTRUCTIONS);
        PathLog old = path("5.10", oldLog);

        old.instruction(state, PROGRAM, 0, -1);
        state.set(0, RegisterState.constant(0));
        old.instruction(state, PROGRAM, 1, 0);
        old.branched(state, 1);

        assertThat(oldLog.text()).isEqualTo("""
                0: R1=ctx(id=0,off=0,imm=0) R10=fp0
                0: (b7) r0 = 0
                1: R0=inv0 R1=ctx(id=0,off=0,imm=0) R10=fp0
                1: (55) if r0 != 0x0 goto pc+1
                 R0=inv0 R1=ctx(id=0,off=0,imm=0) R10=fp0
                """);
    }

    @Test
    void isSilentWhenOnlyFiguresAreWanted() {
        VerifierLog figures = new VerifierLog(VerifierLog.STATISTICS);
        PathLog silent = path("6.18", figures);

        silent.instruction(state, PROGRAM, 0, -1);
        silent.pruned(1, 0);

        assertThat(figures.text()).isEmpty();
    }
}
