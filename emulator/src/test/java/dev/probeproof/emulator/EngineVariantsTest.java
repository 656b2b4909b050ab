// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.loader.testing.RunnablePrograms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What compiled programs do besides running: they count what they execute, and stop where a budget ends, as the interpreter
 * does. {@code -Dengines.programs=1000000} asks for more of them, {@code -Dengines.seed} for others.
 */
class EngineVariantsTest {
    private static final int PROGRAMS = Integer.getInteger("engines.programs", 20_000) / 10;
    private static final long FIRST_SEED = Long.getLong("engines.seed", 0);

    @Test
    void compiledProgramsCountEachInstructionAsTheInterpreterDoes() {
        try (EngineAgreement agreement = new EngineAgreement(builder -> builder, true)) {
            compare(agreement);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 4, 9, 23, 61, 200, 1_000})
    void compiledProgramsStopAtTheVeryInstructionWhereTheBudgetEnds(long budget) {
        try (EngineAgreement agreement =
                new EngineAgreement(builder -> builder.instructionBudget(budget), budget % 2 == 0)) {
            compare(agreement);
        }
    }

    private static void compare(EngineAgreement agreement) {
        for (long seed = FIRST_SEED; seed < FIRST_SEED + PROGRAMS; seed++) {
            agreement.ask(seed % 3 == 0 ? RunnablePrograms.withSurroundings(seed) : RunnablePrograms.of(seed));
        }

        assertThat(agreement.differences())
                .as(() -> agreement + "\n" + String.join("\n", agreement.differences()))
                .isEmpty();
        assertThat(agreement.run()).as("programs that were accepted and run").isGreaterThanOrEqualTo(PROGRAMS * 9 / 10);
    }
}
