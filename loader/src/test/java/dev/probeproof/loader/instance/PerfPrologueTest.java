// SPDX-License-Identifier: MIT
package dev.probeproof.loader.instance;

import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.insn.Insn;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.insn.Opcode;
import dev.probeproof.loader.instance.PrologueException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PerfPrologueTest {
    private static final long SEED = 2015;

    private static Instructions generate(String... arguments) {
        return generate(4096, arguments);
    }

    private static Instructions generate(int space, String... arguments) {
        return PerfPrologue.generate(PerfVectors.arguments(arguments), Archs.X86_64, space);
    }

    private static void assertRejected(Reason reason, int perfNumber, int space, String... arguments) {
        assertThatThrownBy(() -> generate(space, arguments)).isInstanceOfSatisfying(PrologueException.class, e -> {
            assertThat(e.reason()).isEqualTo(reason);
            assertThat(e.reason().perfNumber()).isEqualTo(perfNumber);
            assertThat(e).hasMessageContaining("(" + perfNumber + ")");
        });
    }

    @TestFactory
    Stream<DynamicTest> equalsPerfByteForByte() {
        List<PerfVectors.Vector> vectors = PerfVectors.all();
        assertThat(vectors).hasSize(11);
        return vectors.stream()
                .map(vector -> DynamicTest.dynamicTest(
                        vector.toString(),
                        () -> assertThat(PerfPrologue.generate(vector.arguments(), Archs.X86_64, 4096)
                                        .asList())
                                .isEqualTo(vector.expected().asList())));
    }

    @Nested
    class Rejects {
        @Test
        void symbolsAmongTheFirstThreeArguments() {
            assertRejected(Reason.UNSUPPORTED, 95, 4096, "+0(@jiffies)");
            assertRejected(Reason.UNSUPPORTED, 95, 4096, "%di", "%si", "@jiffies");
        }

        @ParameterizedTest
        @ValueSource(strings = {"+2147483648(%di)", "-2147483649(%di)", "+0(+2147483648(%di))"})
        void offsetsBeyond32Bits(String argument) {
            assertRejected(Reason.OFFSET_OUT_OF_RANGE, 3908, 4096, argument);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "$retval", "$arg1", "$comm", "$stack0", "\\123", "%ip", "+8(%di", "%flags", "di", "%rdi", "%xmm0"
                })
        void valuesThatAreNoRegister(String value) {
            PerfArgument argument = new PerfArgument(value, List.of(), "");

            assertThatThrownBy(() -> PerfPrologue.generate(List.of(argument), Archs.X86_64, 4096))
                    .isInstanceOfSatisfying(
                            PrologueException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNKNOWN_REGISTER))
                    .hasMessageContaining(value)
                    .hasMessageEndingWith("[EINVAL (22)]");
        }

        @ParameterizedTest
        @CsvSource({"17, +68(%di):x32", "2, %di", "1, ''", "0, %di", "-5, %di"})
        void prologuesThatDoNotFit(int space, String arguments) {
            String[] list = arguments.isEmpty() ? new String[0] : arguments.split(" ");

            assertRejected(Reason.TOO_LONG, 3907, space, list);
        }
    }

    @Nested
    class Accepts {
        @Test
        void offsetsAtTheEdgesOf32Bits() {
            assertThat(generate("+2147483647(%di)").get(5)).isEqualTo(Insn.alu64(Opcode.ADD, 3, Integer.MAX_VALUE));
            assertThat(generate("-2147483648(%di)").get(5)).isEqualTo(Insn.alu64(Opcode.ADD, 3, Integer.MIN_VALUE));
        }

        @Test
        void anythingAsFourthArgument() {
            assertThat(generate("%di", "%si", "%dx", "@jiffies", "$comm")).isEqualTo(generate("%di", "%si", "%dx"));
        }

        @Test
        void roomForOneInstructionMoreThanThePrologue() {
            assertThat(generate(18, "+68(%di):x32").size()).isEqualTo(17);
            assertThat(generate(3, "%di").size()).isEqualTo(2);
            assertThat(generate(2).size()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "s32, W",
        "x32, W",
        "u32, W",
        "u8, B",
        "s16, H",
        "u64, DW",
        "u8[4], B",
        "string, DW",
        "ustring, DW",
        "char, DW",
        "symbol, DW",
        "x, DW",
        "b3@5/32, DW",
        "b8@0/32, B",
        "'', DW",
        "u128, DW"
    })
    void loadsWithTheWidthThatPerfReadsFromTheType(String type, String size) {
        PerfArgument argument = new PerfArgument("%di", List.of(new PerfArgument.Reference(0, false)), type);

        Instructions prologue = PerfPrologue.generate(List.of(argument), Archs.X86_64, 4096);

        int bytes = List.of("B", "H", "W", "DW").indexOf(size);
        assertThat(prologue.get(9)).isEqualTo(Insn.load(1 << bytes, 3, 10, -8));
    }

    @ParameterizedTest
    @CsvSource({
        "x86_64, %r15, 0",
        "x86_64, %sp, 152",
        "arm64, %x29, 232",
        "arm64, %lr, 240",
        "riscv64, %a0, 80",
        "riscv64, %s0, 64",
        "s390x, %r2, 40",
        "ppc64le, %gpr3, 24",
        "ppc64le, %link, 288"
    })
    void readsRegistersOfEveryArchitecture(String arch, String register, int offset) {
        List<PerfArgument> arguments = List.of(new PerfArgument(register, List.of(), ""));

        Instructions prologue =
                PerfPrologue.generate(arguments, Archs.find(arch).orElseThrow(), 4096);

        assertThat(prologue.get(0)).isEqualTo(Insn.load(8, 3, 1, offset));
    }

    @Test
    void hasTheSizeOfTheFormulaForRandomArguments() {
        Random random = new Random(SEED);
        for (int round = 0; round < 2000; round++) {
            List<PerfArgument> arguments = randomArguments(random);

            Instructions prologue = PerfPrologue.generate(arguments, Archs.X86_64, 4096);

            assertThat(prologue.size()).as("%s", arguments).isEqualTo(expectedSize(arguments));
            assertThat(PerfPrologue.generate(arguments, Archs.X86_64, prologue.size() + 1))
                    .isEqualTo(prologue);
            assertThatThrownBy(() -> PerfPrologue.generate(arguments, Archs.X86_64, prologue.size()))
                    .isInstanceOf(PrologueException.class);
            assertJumpsStayInside(prologue);
        }
    }

    private static void assertJumpsStayInside(Instructions prologue) {
        for (int slot = 0; slot < prologue.size(); slot++) {
            Instruction instruction = prologue.get(slot);
            if (instruction.instructionClass() == Opcode.JMP && !instruction.isCall()) {
                assertThat(slot + 1 + instruction.off()).isBetween(slot + 1, prologue.size() - 1);
            }
        }
    }

    private static int expectedSize(List<PerfArgument> arguments) {
        if (arguments.stream().allMatch(argument -> argument.references().isEmpty())) {
            return arguments.size() + 1;
        }
        int size = 6 + 2 * arguments.size();
        for (PerfArgument argument : arguments) {
            size += 4;
            for (int i = 0; i < argument.references().size(); i++) {
                size += 4 + (argument.references().get(i).offset() == 0 ? 0 : 1) + (i == 0 ? 0 : 1);
            }
        }
        return size;
    }

    private static List<PerfArgument> randomArguments(Random random) {
        List<PerfArgument> arguments = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            List<PerfArgument.Reference> references = new ArrayList<>();
            for (int hop = random.nextInt(5); hop > 0; hop--) {
                long offset = random.nextInt(4) == 0 ? 0 : random.nextInt();
                references.add(new PerfArgument.Reference(offset, random.nextInt(5) == 0));
            }
            String register = List.of("%di", "%si", "%dx", "%r15", "%sp").get(random.nextInt(5));
            String type = List.of("", "u8", "s32", "string", "b1@2/8").get(random.nextInt(5));
            arguments.add(new PerfArgument(register, references, type));
        }
        return arguments;
    }
}
