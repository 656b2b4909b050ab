// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.range;

import dev.probeproof.emulator.proof.ProgramProof;
import dev.probeproof.emulator.proof.RegisterProof;
import dev.probeproof.emulator.proof.RegisterProof.Kind;
import dev.probeproof.loader.insn.Assembler;
import dev.probeproof.loader.insn.Instructions;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Ranges of small programs, of which nothing was known but that registers hold numbers. */
class RangeAnalysisTest {
    @ParameterizedTest
    @CsvSource({"1, 24, 0, 23", "8, 192, 0, 184", "4, 4096, 0, 4092"})
    void aCounterThatStopsWhereItIsEqualStaysBelow(int step, int end, long min, long max) {
        ProgramProof proof =
                refined("r7 = 0\nagain:\nr7 += " + step + "\nif r7 != " + end + " goto again\nr0 = r7\nexit\n");

        assertThat(proof.before(1, 7)).isEqualTo(RegisterProof.number(min, max));
        assertThat(proof.before(3, 7)).isEqualTo(RegisterProof.number(end, end));
    }

    @Test
    void aCounterThatGoesDownStaysAboveItsEnd() {
        ProgramProof proof = refined("r7 = 23\nagain:\nr7 += -1\nif w7 != 0 goto again\nr0 = r7\nexit\n");

        assertThat(proof.before(1, 7)).isEqualTo(RegisterProof.number(1, 23));
        assertThat(proof.before(3, 7)).isEqualTo(RegisterProof.number(0, 0));
    }

    @Test
    void aLoopInALoopBeginsAnewEachTime() {
        ProgramProof proof = refined("""
                r6 = 1
                outer:
                r7 = r6
                inner:
                r7 += -1
                if r7 != 0 goto inner
                r6 += 1
                if r6 != 24 goto outer
                r0 = 0
                exit
                """);

        assertThat(proof.before(1, 6)).isEqualTo(RegisterProof.number(1, 23));
        assertThat(proof.before(2, 7)).isEqualTo(RegisterProof.number(1, 23));
    }

    @Test
    void whatHasNoEndIsNotBounded() {
        ProgramProof proof = refined("""
                r7 = 0
                r8 = 0
                again:
                r8 += 3
                r7 += 1
                if r7 < 100 goto again
                r0 = r8
                exit
                """);

        assertThat(proof.before(2, 7)).isEqualTo(RegisterProof.number(0, 99));
        assertThat(Long.compareUnsigned(proof.before(5, 8).max(), 300)).isGreaterThanOrEqualTo(0);
    }

    @Test
    void aNumberOnTheStackKeepsItsRangeUntilItIsOverwritten() {
        Instructions program = Assembler.assemble("""
                r7 &= 63
                *(u64 *)(r10 -8) = r7
                r8 = *(u64 *)(r10 -8)
                *(u8 *)(r10 -3) = 1
                r9 = *(u64 *)(r10 -8)
                r0 = r8
                r0 += r9
                exit
                """);
        ProgramProof proof = RangeAnalysis.refine(program, numbers(program));

        assertThat(proof.before(3, 8)).isEqualTo(RegisterProof.number(0, 63));
        assertThat(proof.before(5, 9)).isEqualTo(RegisterProof.NUMBER);
    }

    @Test
    void whoeverGetsAPointerToTheStackMayWriteIt() {
        Instructions program = Assembler.assemble("""
                r6 = 5
                *(u64 *)(r10 -8) = r6
                r1 = r10
                call bpf_get_current_comm
                r6 = *(u64 *)(r10 -8)
                r0 = r6
                exit
                """);
        RegisterProof[] registers = registers(program);
        registers[3 * ProgramProof.REGISTERS + 1] = new RegisterProof(Kind.STACK, -16, -16, false, -1);
        ProgramProof proof = RangeAnalysis.refine(program, proof(program, registers));

        assertThat(proof.before(5, 6)).isEqualTo(RegisterProof.NUMBER);
    }

    @Test
    void aFunctionIsGivenWhatAllItsCallersGiveAndReturnsToAll() {
        ProgramProof proof = refined("""
                r1 = 3
                call function
                r6 = r0
                r1 = 9
                call function
                r0 += r6
                exit
                function:
                r0 = r1
                r0 *= 2
                exit
                """);

        assertThat(proof.before(7, 1)).isEqualTo(RegisterProof.number(3, 9));
        assertThat(proof.before(2, 0).min()).isGreaterThanOrEqualTo(6);
        assertThat(proof.before(5, 0)).isEqualTo(proof.before(2, 0));
        assertThat(proof.before(2, 0).max()).isBetween(18L, 31L);
    }

    @ParameterizedTest
    @CsvSource({"r7 %= 10, 0, 9", "r7 /= 16, 0, 15", "w7 %= w8, 0, 255", "r7 /= r8, 0, 255"})
    void divisionMakesNothingMore(String instruction, long min, long max) {
        ProgramProof proof = refined("r7 &= 255\nr8 = *(u64 *)(r9 +0)\n" + instruction + "\nr0 = r7\nexit\n");

        assertThat(proof.before(3, 7)).isEqualTo(RegisterProof.number(min, max));
    }

    @Test
    void whatMayGoOnAnywhereIsLeftAsItWas() {
        Instructions program = Assembler.assemble("r7 = 1\nmay_goto end\nr7 = 2\nend:\nr0 = r7\nexit\n");
        ProgramProof known = numbers(program);

        assertThat(RangeAnalysis.refine(program, known)).isSameAs(known);
    }

    @Test
    void manyLoopsInEachOtherTakeNoLongerThanOne() {
        StringBuilder text = new StringBuilder();
        StringBuilder ends = new StringBuilder();
        for (int register = 0; register < 10; register++) {
            text.append("r" + register + " = 0\nL" + register + ":\n");
            ends.insert(
                    0,
                    "r" + register + " += 1\nif r" + register + " != " + (100 + register) + " goto L" + register
                            + "\n");
        }
        ProgramProof proof = refined(text.toString() + ends + "exit\n");

        for (int register = 0; register < 10; register++) {
            assertThat(proof.before(10, register).max()).as("r" + register).isEqualTo(99 + register);
        }
    }

    private static ProgramProof refined(String text) {
        Instructions program = Assembler.assemble(text);
        return RangeAnalysis.refine(program, numbers(program));
    }

    private static ProgramProof numbers(Instructions program) {
        return proof(program, registers(program));
    }

    private static RegisterProof[] registers(Instructions program) {
        RegisterProof[] registers = new RegisterProof[program.size() * ProgramProof.REGISTERS];
        Arrays.fill(registers, RegisterProof.NUMBER);
        return registers;
    }

    /** Every slot is reached and every register is live. */
    private static ProgramProof proof(Instructions program, RegisterProof[] registers) {
        int[] live = new int[program.size()];
        boolean[] reached = new boolean[program.size()];
        Arrays.fill(live, 0x3ff);
        Arrays.fill(reached, true);
        return new ProgramProof(registers, live, reached);
    }
}
