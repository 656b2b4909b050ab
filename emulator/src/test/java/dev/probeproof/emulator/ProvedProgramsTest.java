// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.emulator.world.World;
import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.testing.PlausibleProgram;
import dev.probeproof.loader.testing.PlausiblePrograms;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the verifier proved of a program holds while it runs: before each instruction, of each register that is live.
 * {@code -Dproved.programs=100000} asks for more programs, {@code -Dproved.seed} for others.
 */
class ProvedProgramsTest {
    private static final int PROGRAMS = Integer.getInteger("proved.programs", 200);
    private static final int FIRST_SEED = Integer.getInteger("proved.seed", 3_000_000);
    private static final int KERNEL_LIFE = 500;

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "6.18", "7.2"})
    void keepWhatWasProved(String release) {
        TargetKernel target = Kernels.of(Archs.X86_64, release);
        ProofCheck check = new ProofCheck();
        int run = 0;
        for (int first = FIRST_SEED; first < FIRST_SEED + PROGRAMS; first += KERNEL_LIFE) {
            int end = Math.min(first + KERNEL_LIFE, FIRST_SEED + PROGRAMS);
            KernelState state = new KernelState(target, new World(4), check, 256L << 20);
            try (EmulatedKernel kernel = new EmulatedKernel(state, true)) {
                List<MapHandle> maps = PlausibleProgram.maps(kernel);
                AcceptedProgramsTest.fillOuter(kernel, maps);
                for (long seed = first; seed < end; seed++) {
                    PlausibleProgram program = PlausiblePrograms.of(seed);
                    run += AcceptedProgramsTest.runIfAccepted(kernel, maps, program, new ArrayList<>());
                    assertThat(check.contradictions())
                            .as(() -> "seed " + program.seed() + ", " + program.type() + "\n" + program.instructions())
                            .isEmpty();
                }
            }
        }
        assertThat(run).as("programs that were accepted and run").isGreaterThan(PROGRAMS / 6);
        assertThat(check.runs()).as("runs of programs with a proof").isGreaterThan(run);
        assertThat(check.checked()).as("registers looked at").isGreaterThan(100L * run);
    }
}
