// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios;

import dev.probeproof.loader.kernel.KernelBackend;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Random programs get the same verdict from the emulated kernel as from the real one. {@code -Dverdicts.programs=20000}
 * asks for more of them, {@code -Dverdicts.seed} for others. A failure prints cases for the emulator's
 * {@code verifier/programs}.
 */
@Tag("native")
class VerdictAgreementTest {
    private static final int PROGRAMS = Integer.getInteger("verdicts.programs", 1_000);
    private static final int FIRST_SEED = Integer.getInteger("verdicts.seed", 0);

    @Test
    void emulatedAndRealKernelAgreeOnRandomPrograms() {
        try (KernelBackend real = RealKernel.any().open();
                VerdictAgreement agreement = new VerdictAgreement(real)) {
            for (long seed = FIRST_SEED; seed < FIRST_SEED + PROGRAMS; seed++) {
                agreement.ask(seed);
            }

            assertThat(agreement.divergences())
                    .as(() -> agreement + "\n" + String.join("\n", agreement.divergences()))
                    .isEmpty();
            assertThat(agreement.accepted())
                    .as("accepted: about half, or the programs are no test")
                    .isBetween(PROGRAMS / 3, 2 * PROGRAMS / 3);
            assertThat(agreement.sameMessage())
                    .as("%s: rejections in the same words", agreement)
                    .isGreaterThanOrEqualTo(agreement.rejected() * 9 / 10);
        }
    }
}
