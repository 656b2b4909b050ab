// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.crosscheck;

import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.scenarios.crosscheck.Comparison.Difference;
import dev.probeproof.scenarios.crosscheck.ObjectOutcome.Item;
import java.net.URI;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What libbpf made of the committed objects, we make of them too: maps, instructions, and what is refused. Needs no libbpf;
 * {@code capture.sh} asked it once.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CrossCheckTest {
    /** Of the libbpf that the expectations come from. */
    private static final int LIBBPF_MINOR = 7;

    private static final List<String> EXPECTATIONS =
            List.of("expected.el.txt", "expected.module.txt", "expected.eb.txt");

    private List<TargetKernel> kernels = List.of();
    private List<ObjectOutcome> expectations = List.of();

    /** What was found once; two tests ask for it. */
    private final Map<ObjectOutcome, List<Difference>> found = new IdentityHashMap<>();

    @BeforeAll
    void read() {
        kernels = PlayedKernels.all();
        expectations = EXPECTATIONS.stream()
                .flatMap(file -> ObjectOutcome.parse(Resources.lines(file)).stream())
                .toList();
    }

    /** A kernel's types take tens of megabytes. */
    @AfterAll
    void forget() {
        kernels = List.of();
        found.clear();
    }

    @TestFactory
    Stream<DynamicTest> agreesWithLibbpf() {
        return expectations.stream()
                .map(expected -> DynamicTest.dynamicTest(
                        expected.object(),
                        URI.create("classpath:/crosscheck/" + expected.source() + ".bpf.c"),
                        () -> assertThat(KnownDifference.unknown(differences(expected), LIBBPF_MINOR))
                                .isEmpty()));
    }

    /** What no released libbpf knows: these expectations are from the documents of the kernel, not measured. */
    @TestFactory
    Stream<DynamicTest> followsTheSpecificationWhereLibbpfIsTooOld() {
        return ObjectOutcome.parse(Resources.lines("expected.specification.txt")).stream()
                .map(expected -> DynamicTest.dynamicTest(
                        expected.object(),
                        () -> assertThat(differences(expected)).isEmpty()));
    }

    @Test
    void knowsNoDifferenceThatIsNone() {
        List<Difference> differences = new ArrayList<>();
        expectations.forEach(expected -> differences.addAll(differences(expected)));

        assertThat(KnownDifference.ALL)
                .filteredOn(known -> known.before() == KnownDifference.ALWAYS)
                .allMatch(known -> differences.stream().anyMatch(each -> known.explains(each, LIBBPF_MINOR)));
    }

    /** So that an empty file of expectations, or one without digests, is no success. */
    @Test
    void comparesWhatItClaims() {
        List<Item> programs = expectations.stream()
                .flatMap(object -> object.programs().stream())
                .toList();
        long digests = programs.stream()
                .flatMap(program -> program.results().values().stream())
                .filter(result -> result.contains(" sha256="))
                .count();

        assertThat(expectations.stream().map(ObjectOutcome::source).distinct()).hasSizeGreaterThan(90);
        assertThat(expectations).anyMatch(object -> object.error() != null);
        assertThat(programs).hasSizeGreaterThan(700);
        assertThat(digests).isGreaterThan(6000);
    }

    /** 6.12-s390x is not shipped, being the only big-endian one; with it there is one kernel more in every comparison. */
    @Test
    @EnabledIfEnvironmentVariable(
            named = PlayedKernels.MORE,
            matches = ".+",
            disabledReason =
                    "environment variable " + PlayedKernels.MORE
                            + " names no directory with the types of 6.12-s390x, so nothing was compared on a big-endian kernel")
    void comparesOnBigEndianKernelToo() {
        assertThat(kernels).extracting(TargetKernel::name).contains(PlayedKernels.BIG_ENDIAN);
        assertThat(expectations.stream().flatMap(object -> object.programs().stream()))
                .anyMatch(program -> program.results().containsKey(PlayedKernels.BIG_ENDIAN));
    }

    private List<Difference> differences(ObjectOutcome expected) {
        return found.computeIfAbsent(expected, outcome -> {
            byte[] file = Resources.bytes(outcome.object()).toArray();
            return Comparison.differences(outcome, OurOutcome.of(outcome.object(), file, kernels));
        });
    }
}
