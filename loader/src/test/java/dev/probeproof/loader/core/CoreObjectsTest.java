// SPDX-License-Identifier: MIT
package dev.probeproof.loader.core;

import dev.probeproof.loader.insn.Insn;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.insn.Opcode;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.ProgramSpec;
import dev.probeproof.loader.relocate.RelocatedObject;
import dev.probeproof.loader.relocate.RelocatedProgram;
import dev.probeproof.loader.relocate.Relocator;
import dev.probeproof.loader.testing.Golden;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Objects that ask every question, by three compilers in both byte orders, against kernels with all the answers. */
class CoreObjectsTest {
    private static final HexFormat HEX = HexFormat.of();

    /**
     * Unsigned enumerators from 2^31 on: libbpf takes them for negative numbers, refuses what compilers wrote for them,
     * and writes 64 bits with the sign where they should be zero.
     */
    private static final Map<String, Set<String>> BETTER_THAN_LIBBPF = Map.of(
            "moved", Set.of("enum_large", "enum_large_becomes_small", "enum_becomes_large"),
            "bare", Set.of("enum_value"));

    @ParameterizedTest
    @CsvSource({
        "clang-14, moved",
        "clang-16, moved",
        "clang-19, moved",
        "clang-14, bare",
        "clang-16, bare",
        "clang-19, bare"
    })
    void givesByteForByteWhatLibbpfGives(String compiler, String kernel) {
        Map<String, String> expected = CoreObjects.text("core." + compiler + "." + kernel + ".txt")
                .lines()
                .map(line -> line.split(" ", 2))
                .collect(Collectors.toMap(line -> line[0], line -> line[1].strip()));

        Map<String, String> produced = programs(compiler, "el", kernel);

        assertThat(produced.keySet()).isEqualTo(expected.keySet());
        BETTER_THAN_LIBBPF.get(kernel).forEach(program -> {
            assertThat(produced.get(program)).isNotEqualTo(expected.get(program));
            produced.remove(program);
            expected.remove(program);
        });
        assertThat(produced).isEqualTo(expected);
    }

    private static Map<String, String> programs(String compiler, String order, String kernel) {
        BpfObject object = CoreObjects.object(compiler, order);
        RelocatedObject relocated = Relocator.relocate(object, CoreObjects.kernel(kernel, order));
        Map<String, String> programs = new LinkedHashMap<>();
        relocated.refused().forEach(refusal -> programs.put(refusal.program(), "refused"));
        relocated.programs().forEach(program -> programs.put(program.name(), hex(program.instructions())));
        return programs;
    }

    private static String hex(Instructions instructions) {
        byte[] bytes = instructions.encode(ByteOrder.LITTLE_ENDIAN);
        return Stream.iterate(0, at -> at < bytes.length, at -> at + 8)
                .map(at -> HEX.formatHex(bytes, at, at + 8))
                .collect(Collectors.joining(" "));
    }

    @ParameterizedTest
    @CsvSource({"clang-14, el", "clang-14, eb", "clang-16, el", "clang-16, eb", "clang-19, el", "clang-19, eb"})
    void changesNothingForAKernelWithTheObjectsOwnTypes(String compiler, String order) {
        BpfObject object = CoreObjects.object(compiler, order);

        RelocatedObject relocated = Relocator.relocate(object, CoreObjects.kernel("own", object.btf()));

        assertThat(relocated.refused()).isEmpty();
        for (ProgramSpec program : object.programs()) {
            Instructions unpatched = program.function().instructions();
            if (program.name().equals("type_matches_not")) {
                // The reference loader does not know floating-point types here: what has one matches nothing.
                assertThat(relocated.program(program.name()).instructions().get(0))
                        .isEqualTo(Insn.mov64(0, 0));
            } else if (unpatched.asList().stream().noneMatch(instruction -> instruction.opcode() == Opcode.CALL)) {
                assertThat(relocated.program(program.name()).instructions())
                        .as(program.name())
                        .isEqualTo(unpatched);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"clang-14, moved", "clang-19, moved", "clang-14, bare", "clang-19, bare"})
    void givesTheSameAnswersInEitherByteOrderButForShifts(String compiler, String kernel) {
        assertThat(answers(compiler, "eb", kernel)).isEqualTo(answers(compiler, "el", kernel));
    }

    private static List<String> answers(String compiler, String order, String kernel) {
        return Relocator.relocate(CoreObjects.object(compiler, order), CoreObjects.kernel(kernel, order))
                .programs()
                .stream()
                .flatMap(program -> program.core().stream())
                .filter(outcome -> outcome.kind() != CoreKind.FIELD_LSHIFT_U64)
                .map(CoreOutcome::toString)
                .toList();
    }

    /** Left shifts that move a field to the top of 64 bits, after a load of so many bytes as the field's unit has. */
    @ParameterizedTest
    @CsvSource({
        "bits_lshift, el, 43", // bit 7, 14 bits of 4 bytes
        "bits_lshift, eb, 39",
        "low_lshift, el, 56", // a whole byte
        "low_lshift, eb, 56",
        "signed_lshift, el, 41", // bit 21, 2 bits of 4 bytes
        "signed_lshift, eb, 53",
        "wide_lshift, el, 24", // 40 bits of 8 bytes
        "wide_lshift, eb, 0",
        "plain_lshift, el, 58", // 6 bits of 4 bytes
        "plain_lshift, eb, 32",
    })
    void shiftsBitFieldsAsTheByteOrderDemands(String program, String order, long shift) {
        RelocatedObject relocated =
                Relocator.relocate(CoreObjects.object("clang-19", order), CoreObjects.kernel("moved", order));

        assertThat(relocated.program(program).core())
                .singleElement()
                .satisfies(outcome -> assertThat(outcome.value()).hasValue(shift));
    }

    @Test
    void patchesSharedFunctionsForEveryProgramThatCallsThem() {
        RelocatedObject relocated =
                Relocator.relocate(CoreObjects.object("clang-19", "el"), CoreObjects.kernel("moved", "el"));

        RelocatedProgram one = relocated.program("calls_one");
        RelocatedProgram both = relocated.program("calls_both");

        assertThat(one.core())
                .singleElement()
                .satisfies(outcome ->
                        assertThat(one.instructions().get(outcome.slot()).off()).isEqualTo(24));
        assertThat(both.core()).extracting(CoreOutcome::slot).isSorted();
        assertThat(both.core()).extracting(CoreOutcome::function).containsExactly("calls_both", "second_of", "gone_of");
        CoreOutcome poisoned = both.core().get(2);
        assertThat(poisoned.isPoisoned()).isTrue();
        assertThat(both.instructions().get(poisoned.slot()).imm()).isEqualTo(0xbad2310);
        assertThat(poisoned.line().text()).isEqualTo("return only->gone + second_of((void *)only);");
    }

    /** What every question came to, and why there is no answer: read it before updating it. */
    @ParameterizedTest
    @ValueSource(strings = {"moved", "bare"})
    void explainsEveryOutcome(String kernel) {
        BpfObject object = CoreObjects.object("clang-19", "el");
        RelocatedObject relocated = Relocator.relocate(object, CoreObjects.kernel(kernel, "el"));

        StringBuilder text = new StringBuilder();
        for (ProgramSpec program : object.programs()) {
            text.append(program.name()).append('\n');
            if (relocated.refused().stream()
                    .anyMatch(refusal -> refusal.program().equals(program.name()))) {
                text.append("  refused\n");
                continue;
            }
            for (CoreOutcome outcome : relocated.program(program.name()).core()) {
                text.append("  ")
                        .append(outcome.slot())
                        .append(' ')
                        .append(outcome.kind())
                        .append(' ');
                text.append(outcome.local())
                        .append("\n    -> ")
                        .append(outcome.target())
                        .append(": ");
                text.append(outcome.isPoisoned() ? "poison" : outcome.value().getAsLong())
                        .append('\n');
                if (outcome.reason() != null) {
                    text.append(outcome.reason().indent(6));
                }
            }
        }

        Golden.inRepository("loader/src/test/resources/core/outcomes." + kernel + ".txt")
                .matches(text.toString());
    }
}
