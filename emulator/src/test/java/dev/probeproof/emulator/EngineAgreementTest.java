// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.loader.testing.RunnablePrograms;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compiled programs do what interpreted ones do: return value, count of instructions, fault, maps, records, lines and
 * packets. {@code -Dengines.programs=1000000} asks for more of them, {@code -Dengines.seed} for others. A failure prints
 * cases for {@code engine/agreement.data}.
 */
class EngineAgreementTest {
    private static final int PROGRAMS = Integer.getInteger("engines.programs", 20_000);
    private static final long FIRST_SEED = Long.getLong("engines.seed", 0);
    /** Kernels end now and then, so that a long run does not fill the memory with compiled programs. */
    private static final int KERNEL_LIFE = 5_000;

    @Test
    void compiledAndInterpretedProgramsDoTheSame() {
        int run = 0;
        for (long first = FIRST_SEED; first < FIRST_SEED + PROGRAMS; first += KERNEL_LIFE) {
            long end = Math.min(first + KERNEL_LIFE, FIRST_SEED + PROGRAMS);
            try (EngineAgreement agreement = new EngineAgreement()) {
                for (long seed = first; seed < end; seed++) {
                    agreement.ask(seed % 3 == 0 ? RunnablePrograms.withSurroundings(seed) : RunnablePrograms.of(seed));
                }

                assertThat(agreement.differences())
                        .as(() -> agreement + "\n" + String.join("\n", agreement.differences()))
                        .isEmpty();
                run += agreement.run();
            }
        }
        assertThat(run).as("programs that were accepted and run").isGreaterThanOrEqualTo(PROGRAMS * 9 / 10);
    }
}
