// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.log;

import dev.probeproof.emulator.profile.KernelProfile;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfEditor;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Opcode;
import dev.probeproof.loader.kernel.ProgramBtf;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The lines that are no states. */
class LogTextTest {
    @Nested
    class Instructions {
        private String text(String release, Instruction... program) {
            return new InstructionText(KernelProfile.of(release), List.of(), call -> null).of(program, 0);
        }

        @Test
        void namesHelpersThatTheReleaseHas() {
            Instruction call = new Instruction(0x85, 0, 0, 0, 160);

            assertThat(text("6.1", call)).isEqualTo("(85) call bpf_ktime_get_coarse_ns#160");
            assertThat(text("5.10", call)).isEqualTo("(85) call unknown#160");
        }

        @Test
        void namesNumberZeroAsTheKernelDoes() {
            assertThat(text("6.18", new Instruction(0x85, 0, 0, 0, 0))).isEqualTo("(85) call bpf_unspec#0");
        }

        @Test
        void namesKernelFunctions() {
            Instruction call = new Instruction(0x85, 0, Opcode.PSEUDO_KFUNC_CALL, 0, 1234);

            assertThat(new InstructionText(KernelProfile.of("6.18"), List.of(), it -> "bpf_task_acquire")
                            .of(new Instruction[] {call}, 0))
                    .isEqualTo("(85) call bpf_task_acquire#1234");
        }

        @Test
        void printsDistancesOfFunctionsAsNumbers() {
            assertThat(text(
                            "6.18",
                            new Instruction(Opcode.LD_IMM64, 2, Opcode.PSEUDO_FUNC, 0, 10),
                            new Instruction(0, 0, 0, 0, 0)))
                    .isEqualTo("(18) r2 = 0xa");
        }

        @Test
        void joinsTheHalvesOfAWideConstant() {
            assertThat(text("6.18", new Instruction(Opcode.LD_IMM64, 1, 0, 0, -1), new Instruction(0, 0, 0, 0, 1)))
                    .isEqualTo("(18) r1 = 0x1ffffffff");
        }

        @Test
        void survivesHalfAWideLoad() {
            assertThat(text("6.18", new Instruction(Opcode.LD_IMM64, 1, 0, 0, 5)))
                    .isEqualTo("(18) r1 = 0x5");
        }
    }

    @Nested
    class Source {
        private final BtfEditor editor = BtfEditor.empty(ByteOrder.LITTLE_ENDIAN);
        private final int file = editor.string("src/counter.bpf.c");
        private final int first = editor.string("\tcount = *value + 1;");
        private final int second = editor.string("return 0;");

        private SourceLines lines(String release) {
            Btf types = editor.toBtf();
            return SourceLines.of(
                    List.of(
                            new ProgramBtf.LineInfo(0, file, first, 41 << 10 | 5),
                            new ProgramBtf.LineInfo(3, file, first, 41 << 10 | 20),
                            new ProgramBtf.LineInfo(5, file, second, 42 << 10)),
                    types,
                    KernelProfile.of(release));
        }

        @Test
        void tellsFileAndLineSince69() {
            assertThat(lines("6.18").before(0)).isEqualTo("; count = *value + 1; @ counter.bpf.c:41");
            assertThat(lines("6.1").before(0)).isEqualTo("; count = *value + 1;");
        }

        @Test
        void tellsALineOnceWhileItGoesOn() {
            SourceLines lines = lines("6.18");

            assertThat(lines.before(0)).isNotNull();
            assertThat(lines.before(1)).isNull();
            assertThat(lines.before(3)).isNull();
            assertThat(lines.before(5)).isEqualTo("; return 0; @ counter.bpf.c:42");
        }

        @Test
        void tellsEveryRecordInOldReleases() {
            SourceLines lines = lines("5.10");
            lines.before(0);

            assertThat(lines.before(3)).isEqualTo("; count = *value + 1;");
        }
    }

    @Nested
    class Backtracking {
        @Test
        void namesRegistersAndSlotsSince65() {
            PrecisionText text = new PrecisionText(KernelProfile.of("6.18"));

            assertThat(text.stretch(0, 10, 9, -1))
                    .isEqualTo("mark_precise: frame0: last_idx 10 first_idx 9 subseq_idx -1 ");
            assertThat(text.before(1, 0b1010, 0b11, 8, "(bf) r2 = r0"))
                    .isEqualTo("mark_precise: frame1: regs=r1,r3 stack=-8,-16 before 8: (bf) r2 = r0");
            assertThat(text.parent(0, 0b10, 0, true, " R1=P0"))
                    .isEqualTo("mark_precise: frame0: parent state regs=r1 stack=:  R1=P0");
        }

        @Test
        void printsMasksBefore() {
            PrecisionText text = new PrecisionText(KernelProfile.of("6.1"));

            assertThat(text.stretch(0, 10, 9, -1)).isEqualTo("last_idx 10 first_idx 9");
            assertThat(text.before(0, 0b1010, 1, 8, "(bf) r2 = r0")).isEqualTo("regs=a stack=1 before 8: (bf) r2 = r0");
            assertThat(text.parent(0, 0b10, 0, true, " R1=P0"))
                    .isEqualTo("parent didn't have regs=2 stack=0 marks: R1=P0");
        }

        @Test
        void printsTheStateFirstBefore517() {
            assertThat(new PrecisionText(KernelProfile.of("5.10")).parent(0, 0b10, 0, false, " R1=invP0"))
                    .isEqualTo(" R1=invP0\nparent already had regs=2 stack=0 marks");
        }
    }

    @Nested
    class Figures {
        @Test
        void countStatesSince52() {
            List<Integer> depths = List.of(8, 16);

            assertThat(new StatisticsText(KernelProfile.of("6.18")).processed(11, 1_000_000, 0, 2, 1, 3, depths))
                    .isEqualTo("processed 11 insns (limit 1000000) max_states_per_insn 0 total_states 2"
                            + " peak_states 1 mark_read 3");
            assertThat(new StatisticsText(KernelProfile.of("4.18")).processed(11, 131_072, 0, 2, 1, 3, depths))
                    .isEqualTo("processed 11 insns (limit 131072), stack depth 8+16");
        }
    }
}
