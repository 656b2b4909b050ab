// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.engine.compiler;

import dev.probeproof.emulator.helper.HelperTable;
import dev.probeproof.emulator.proof.ProgramProof;
import dev.probeproof.emulator.proof.RegisterProof;
import dev.probeproof.loader.insn.Assembler;
import dev.probeproof.loader.insn.Dialect;
import dev.probeproof.loader.insn.Instructions;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** HotSpot compiles no method of more than 8000 bytes: one that is longer would run slower than the interpreter does. */
class ProgramCompilerTest {
    private static final int HUGE_METHOD_BYTES = 8000;

    @ParameterizedTest
    @ValueSource(ints = {1, 300, 700, 800, 3_000, 20_000})
    void neverWritesAMethodThatHotSpotLeavesAlone(int instructions) {
        Map<String, Integer> lengths =
                MethodLengths.of(classFile("r0 ^= 0x12345678\nr0 *= r1\n".repeat(instructions / 2)));

        assertThat(lengths)
                .isNotEmpty()
                .allSatisfy((method, length) -> assertThat(length).as(method).isLessThanOrEqualTo(HUGE_METHOD_BYTES));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 300, 700, 800, 3_000})
    void neitherInVariants(int instructions) {
        String text = "r0 ^= 0x12345678\nif r0 == 0x7 goto +0x0\n".repeat(instructions / 2);

        assertThat(MethodLengths.of(classFile(text, new Variant(true, true))).values())
                .allMatch(length -> length <= HUGE_METHOD_BYTES);
    }

    @Test
    void plainCodeHasNothingOfVariants() {
        assertThat(constants(classFile("r0 = 0x1\n", new Variant(true, true))))
                .contains("entered")
                .contains("endByInterpreter");
        assertThat(constants(classFile("r0 = 0x1\n", Variant.PLAIN)))
                .doesNotContain("entered")
                .doesNotContain("endByInterpreter");
    }

    private static String constants(byte[] classFile) {
        return new String(classFile, StandardCharsets.ISO_8859_1);
    }

    /** Each of them goes to another part, with all registers. */
    @ParameterizedTest
    @ValueSource(ints = {300, 3_000})
    void neitherForProgramsOfJumpsAlone(int jumps) {
        String text = "if r1 == 0x7 goto +0x12c\nr1 += 0x1\n".repeat(jumps / 2) + "r0 = 0x0\n".repeat(400);

        assertThat(MethodLengths.of(classFile(text)).values()).allMatch(length -> length <= HUGE_METHOD_BYTES);
    }

    private static byte[] classFile(String text) {
        return classFile(text, Variant.PLAIN);
    }

    private static byte[] classFile(String text, Variant variant) {
        Instructions program = Assembler.assemble(text + "exit", Dialect.KERNEL);
        ProgramFacts facts = new ProgramFacts(
                List.of(), HelperTable.of(number -> Optional.empty()), ByteOrder.LITTLE_ENDIAN, variant);
        return new ProgramCompiler(program, numbersOnly(program.size()), facts).classFile();
    }

    private static ProgramProof numbersOnly(int slots) {
        RegisterProof[] registers = new RegisterProof[slots * ProgramProof.REGISTERS];
        Arrays.fill(registers, RegisterProof.NUMBER);
        int[] live = new int[slots];
        Arrays.fill(live, 0x3ff);
        boolean[] reached = new boolean[slots];
        Arrays.fill(reached, true);
        return new ProgramProof(registers, live, reached);
    }
}
