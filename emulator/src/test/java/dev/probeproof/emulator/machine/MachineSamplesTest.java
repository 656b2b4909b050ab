// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.machine;

import dev.probeproof.emulator.machine.SampleComparison.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What debug information says of compiled code, on the code that really runs, against what the sources print themselves. */
class MachineSamplesTest {
    private static final int MIN_PAIRS = 2000;

    private static SampleComparison compare(String name) {
        SampleBuild build = SampleBuild.read(name);
        RequiresUnicorn.check(build.arch());
        return new SampleComparison(SampleTruth.read(), build).run(new DwarfSampleResolver(build));
    }

    @ParameterizedTest
    @MethodSource("dev.probeproof.emulator.machine.SampleBuild#names")
    void aVariableHoldsWhatTheSourcePrintedThere(String name) {
        SampleComparison comparison = compare(name);
        assertThat(comparison.list(Verdict.WRONG)).isEmpty();
        assertThat(comparison.count(Verdict.EQUAL)).isGreaterThan(50);
        assertThat(comparison.list(Verdict.OPTIMIZED_OUT)).allMatch(line -> !line.endsWith(": "));
        assertThat(comparison.list(Verdict.UNFETCHABLE)).allMatch(line -> !line.endsWith(": "));
        if (name.endsWith("-O0")) {
            assertThat(comparison.list(Verdict.OPTIMIZED_OUT)).isEmpty();
            assertThat(comparison.list(Verdict.UNFETCHABLE)).isEmpty();
        }
    }

    @Test
    void thousandsOfPairsOfVariableAndAddressAreCompared() {
        List<SampleComparison> all = new ArrayList<>();
        SampleBuild.names().forEach(name -> all.add(compare(name)));
        assertThat(all.stream()
                        .mapToLong(one -> one.count(Verdict.EQUAL, Verdict.ASSIGNED))
                        .sum())
                .isGreaterThan(MIN_PAIRS);
    }
}
