// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios;

import dev.probeproof.emulator.engine.EngineChoice;
import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.loader.kernel.KernelProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Random programs do in the emulated kernel what they do in the real one: return value, packet, maps and records, by test
 * runs of raw tracepoints, socket filters, XDP and traffic control. {@code -Dexecutions.programs=100000} asks for more of
 * them, {@code -Dexecutions.seed} for others, {@code -Dexecutions.engine} for another engine. A failure prints programs for
 * the emulator's {@code engine/agreement.data}.
 */
@Tag("native")
class ExecutionAgreementTest {
    private static final int PROGRAMS = Integer.getInteger("executions.programs", 1_000);
    private static final long FIRST_SEED = Long.getLong("executions.seed", 0);
    private static final String ENGINE = System.getProperty("executions.engine", EngineChoice.INTERPRETER.name());
    /** Emulated kernels end now and then, with what engines keep for their programs. */
    private static final int KERNEL_LIFE = 5_000;

    @Test
    void emulatedAndRealKernelDoTheSame() {
        int run = 0;
        KernelProvider provider = RealKernel.any();
        for (long first = FIRST_SEED; first < FIRST_SEED + PROGRAMS; first += KERNEL_LIFE) {
            long end = Math.min(first + KERNEL_LIFE, FIRST_SEED + PROGRAMS);
            try (KernelBackend real = provider.open();
                    ExecutionAgreement agreement = new ExecutionAgreement(real, EngineChoice.valueOf(ENGINE))) {
                for (long seed = first; seed < end; seed++) {
                    agreement.ask(seed);
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
