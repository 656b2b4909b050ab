// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.run;

import dev.probeproof.scenarios.format.ScenarioReader;
import dev.probeproof.scenarios.kernels.Kernels;
import dev.probeproof.scenarios.model.Mismatch;
import dev.probeproof.scenarios.model.ScenarioFile;
import dev.probeproof.scenarios.model.ScenarioResult;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;

/** What can happen in a step besides calls of kernel functions, and what is said of a step that makes no sense. */
class ScenarioStepsTest {
    private static final Path FILE = Path.of("src/test/resources/scenarios/steps.yaml");

    @TestFactory
    Stream<DynamicTest> programsSeeWhatHappens() {
        List<Campaign.Job> jobs = Campaign.jobs(List.of(ScenarioReader.read(FILE)), List.of(), scenario -> true);
        return jobs.stream()
                .map(job -> DynamicTest.dynamicTest(job.scenario().name() + " on " + job.kernel(), () -> {
                    ScenarioResult result =
                            new ScenarioRunner().run(job.scenario(), FILE, Kernels.byName(job.kernel()));

                    assertThat(result.status()).as(() -> words(result)).isEqualTo(ScenarioResult.Status.PASSED);
                }));
    }

    @Test
    void aMistypedMacroIsNoFileName() {
        assertThat(reason("{syscall: openat, args: {filename: a, flags: O_RDONLYY}}"))
                .isEqualTo(
                        "a.yaml:4:50: no number: O_RDONLYY ('O_RDONLYY' is neither a number, an enumerator of this kernel,"
                                + " nor a macro that is known here; nearest: O_RDONLY)");
    }

    @Test
    void anArgumentThatASystemCallHasNotIsToldWithThoseItHas() {
        assertThat(reason("{syscall: openat, args: {path: a}}"))
                .isEqualTo("a.yaml:4:30: system call 'openat' of kernel 6.12-amd64 has no argument 'path';"
                        + " it has dfd, filename, flags, mode");
    }

    @Test
    void numbersWithALeadingZeroAreAskedAbout() {
        assertThat(reason("{syscall: openat, args: {filename: a, mode: S_IFREG|0644}}"))
                .isEqualTo("a.yaml:4:49: no number: S_IFREG|0644 ('0644': write 0o644 for octal, or leave out the 0)");
    }

    @Test
    void aPlaceInUserSpaceNamesAFile() {
        assertThat(reason("{user-call: readline}"))
                .isEqualTo("a.yaml:4:17: 'readline' is no place in user space: write FILE:FUNCTION or FILE+OFFSET,"
                        + " such as /usr/bin/bash:readline");
    }

    @Test
    void mistakesInTypesAreToldWithTheirLine() {
        String text = """
                scenario: a
                object: steps.bpf.o
                programs: [sampled]
                types: |
                  struct seen {
                    u33 pid;
                  };
                steps: [{wait: 1s}]
                """;

        assertThat(run(text).reason())
                .isEqualTo("a.yaml:4:8: types:2:3: unknown type 'u33'; nearest: u32;"
                        + " declare it above, or name one of the kernel's types");
    }

    @Test
    void recordsOfATypeThatNobodyDeclaredAreAskedFor() {
        String text = """
                scenario: a
                object: steps.bpf.o
                programs: [open_begins]
                steps: [{syscall: openat, args: {filename: a}}]
                expect:
                  events: {records: [{pid: 42}]}
                """;

        assertThat(run(text).mismatches().get(0).message())
                .contains("bytes of no known type: declare it under 'types'");
    }

    private static String reason(String step) {
        return run("scenario: a\nobject: steps.bpf.o\nsteps:\n  - " + step + "\n")
                .reason();
    }

    private static ScenarioResult run(String text) {
        Path file = FILE.resolveSibling("a.yaml");
        ScenarioFile read = ScenarioReader.read(text, file);
        ScenarioResult result = new ScenarioRunner().run(read.scenarios().get(0), file, Kernels.byName("6.12-amd64"));
        return new ScenarioResult(
                result.scenario(),
                result.kernel(),
                result.status(),
                result.reason().replace(FILE.getParent() + "/", ""),
                result.mismatches(),
                result.steps(),
                result.maps());
    }

    private static String words(ScenarioResult result) {
        return result.reason()
                + result.mismatches().stream().map(Mismatch::message).toList();
    }
}
