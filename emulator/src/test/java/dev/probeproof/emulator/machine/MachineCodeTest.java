// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.machine;

import dev.probeproof.loader.arch.Archs;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A machine's whole life, on the sample programs. */
class MachineCodeTest {
    @ParameterizedTest
    @MethodSource("dev.probeproof.emulator.machine.SampleBuild#names")
    void everySampleReturnsAndMakesAsManyStepsAsItsSourceSays(String name) {
        RequiresUnicorn.check(SampleBuild.arch(name));
        SampleTruth truth = SampleTruth.read();
        SampleBuild build = SampleBuild.read(name);
        try (MachineCode machine = MachineCode.openInProcess(build.elf(), build.arch())) {
            MachineResult result = machine.call("sample_main", SampleTruth.SEED)
                    .until(build.lines().keySet())
                    .finish();
            assertThat(result.end().words()).isEqualTo("it returned");
            byte[] steps = machine.read(machine.address("sample_step"), 8);
            assertThat(ByteBuffer.wrap(steps).order(build.arch().byteOrder()).getLong())
                    .isEqualTo(truth.steps());
            assertThat(result.hits().values()).anyMatch(hits -> hits > 0);
        }
    }
}
