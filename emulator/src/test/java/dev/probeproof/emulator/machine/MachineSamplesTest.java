// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.machine;

import dev.probeproof.emulator.machine.SampleComparison.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What debug information says of compiled code, on the code that really runs, against what the sources print themselves. */
class MachineSamplesTest {
    private static final int MIN_PAIRS = 10_000;

    private static SampleComparison compare(String name) {
        SampleBuild build = SampleBuild.read(name);
        RequiresUnicorn.check(build.arch());
        return new SampleComparison(SampleTruth.read(), build).run(new DwarfSampleResolver(build));
    }

    /** What gdb answered where it sees no value, or another than the source: by build, step, address and expression. */
    private static Map<String, String> gdb() {
        return SampleBuild.text("gdb.txt").stream()
                .map(line -> line.split(" "))
                .collect(Collectors.toMap(
                        parts -> String.join(" ", parts[0], parts[1], parts[2], parts[3]), parts -> parts[4]));
    }

    @ParameterizedTest
    @MethodSource("dev.probeproof.emulator.machine.SampleBuild#names")
    void aVariableHoldsWhatTheSourcePrintedThereUnlessTheDebugInformationIsUntrue(String name) {
        SampleComparison comparison = compare(name);
        Map<String, String> gdb = gdb();
        List<String> untrue = SampleBuild.text("untrue.txt");
        for (SampleComparison.Difference difference : comparison.differences()) {
            String where = "0x" + Long.toHexString(difference.pair().address());
            String expression = difference.pair().expression();
            if (name.startsWith("x86_64")) {
                String seen = gdb.get(String.join(" ", name, "" + difference.step(), where, expression));
                assertThat(seen).as("gdb on %s", difference).isNotNull().matches("-?[0-9]+");
                long other = Long.parseLong(seen) ^ difference.fetched();
                assertThat(other << 64 - difference.bits())
                        .as("%s, gdb %s", difference, seen)
                        .isZero();
            } else {
                assertThat(untrue).contains(String.join(" ", name, where, expression));
            }
        }
        assertThat(comparison.count(Verdict.EQUAL)).isGreaterThan(200);
        assertThat(comparison.list(Verdict.OPTIMIZED_OUT)).noneMatch(line -> line.endsWith(": "));
        assertThat(comparison.list(Verdict.UNFETCHABLE)).noneMatch(line -> line.endsWith(": "));
        if (name.endsWith("-O0")) {
            assertThat(comparison.list(Verdict.WRONG)).isEmpty();
            assertThat(comparison.list(Verdict.UNFETCHABLE)).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("dev.probeproof.emulator.machine.SampleBuild#names")
    void theInstanceThatIsGeneratedForAnAddressFetchesThereWhatTheDebugInformationMeans(String name) {
        SampleBuild build = SampleBuild.read(name);
        RequiresUnicorn.check(build.arch());
        SampleComparison meant = compare(name);
        try (InstanceSampleResolver instances = new InstanceSampleResolver(build)) {
            SampleComparison fetched = new SampleComparison(SampleTruth.read(), build).run(instances);

            for (Verdict verdict : Verdict.values()) {
                assertThat(fetched.pairs(verdict))
                        .as("%s: %s", verdict, fetched.list(verdict))
                        .containsExactlyInAnyOrderElementsOf(meant.pairs(verdict));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.probeproof.emulator.machine.SampleBuild#namesThatGdbSaw")
    void whatIsCalledOptimizedOutHasNoTrueValueInGdbEither(String name) {
        Set<String> withoutTruth = SampleBuild.text("gdb.txt").stream()
                .map(line -> line.split(" "))
                .map(parts -> String.join(" ", parts[0], parts[2], parts[3]))
                .collect(Collectors.toSet());
        assertThat(compare(name).pairs(Verdict.OPTIMIZED_OUT).stream()
                        .map(pair -> name + " 0x" + Long.toHexString(pair.address()) + " " + pair.expression()))
                .allMatch(withoutTruth::contains);
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
