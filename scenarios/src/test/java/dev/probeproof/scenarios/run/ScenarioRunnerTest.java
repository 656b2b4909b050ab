// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.run;

import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.scenarios.format.ScenarioReader;
import dev.probeproof.scenarios.kernels.Kernels;
import dev.probeproof.scenarios.model.Mismatch;
import dev.probeproof.scenarios.model.Scenario;
import dev.probeproof.scenarios.model.ScenarioResult;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;

class ScenarioRunnerTest {
    private static final Path EXAMPLES = Path.of("../examples/scenarios");
    private static final Path FILE = EXAMPLES.resolve("here.yaml");
    private static final String KERNEL = "6.12-amd64";

    @TestFactory
    Stream<DynamicTest> theExamplesHoldOnEveryShippedKernel() {
        return Stream.of("latency.yaml", "fileio.yaml").flatMap(name -> {
            var file = ScenarioReader.read(EXAMPLES.resolve(name));
            return Kernels.shippedNames().stream()
                    .map(kernel -> DynamicTest.dynamicTest(name + " on " + kernel, () -> {
                        TargetKernel target = Kernels.byName(kernel);
                        ScenarioRunner runner = new ScenarioRunner();
                        for (Scenario scenario : file.scenarios()) {
                            ScenarioResult result = runner.run(scenario, file.path(), target);
                            assertThat(result.status())
                                    .as(() -> scenario.name() + ": " + result.reason()
                                            + result.mismatches().stream()
                                                    .map(Mismatch::message)
                                                    .toList())
                                    .isEqualTo(ScenarioResult.Status.PASSED);
                        }
                    }));
        });
    }

    @Test
    void aMismatchSaysWhatCameClosest() {
        ScenarioResult result = run("""
                scenario: a
                object: ../latency.bpf.o
                tasks: {cat: {pid: 42}}
                steps:
                  - {call: vfs_read, takes: 3ms, returns: 7}
                expect:
                  events:
                    slow: [{pid: 42, result: 8, comm: cat}]
                """);

        assertThat(result.status()).isEqualTo(ScenarioResult.Status.FAILED);
        assertThat(result.mismatches()).hasSize(1);
        assertThat(result.mismatches().get(0).message()).isEqualTo(FILE + """
                :8:12: records of 'slow', number 1
                  expected: {pid: 42, result: 8, comm: cat}
                  but was:  {took_ns: 3000000, pid: 42, result: 7, comm: "cat"}
                  nearest:  result: expected 8 but was 7""");
    }

    @Test
    void whatNobodyExpectedIsSeenIfNothingElseIsAllowed() {
        ScenarioResult result = run("""
                scenario: a
                object: ../latency.bpf.o
                steps:
                  - {enter: vfs_read}
                expect: {nothing-else: true}
                """);

        assertThat(result.mismatches())
                .extracting(Mismatch::subject)
                .containsExactly("program 'read_begins'", "map 'started'");
    }

    @Test
    void expectationsMayDifferFromKernelToKernel() {
        ScenarioResult result = run("""
                scenario: a
                object: ../latency.bpf.o
                steps:
                  - call: vfs_read
                    expect:
                      runs: {read_begins: 1}
                      per-kernel:
                        6.12-*: {runs: {read_begins: 0}}
                """);

        assertThat(result.status()).isEqualTo(ScenarioResult.Status.PASSED);
    }

    @Test
    void aProgramThatDoesNotRunIsAMismatch() {
        ScenarioResult result = run("""
                scenario: a
                object: ../latency.bpf.o
                steps:
                  - {enter: vfs_read, expect: {runs: {read_ends: 0}}}
                """);

        assertThat(result.mismatches().get(0).message())
                .contains("but was:  it did not run")
                .contains("these ran: read_begins at kprobe:vfs_read");
    }

    @Test
    void aKeyOfAMapIsRemovedAndVariablesAreSetByUserSpace() {
        ScenarioResult result = run("""
                scenario: a
                object: ../latency.bpf.o
                maps: {started: {entries: [{key: 1, value: 10}, {key: 2, value: 20}]}}
                steps:
                  - {delete: started, key: 1}
                  - {update: started, key: 3, value: 0x1e}
                  - {set: {exits: 5}}
                expect:
                  variables: {exits: 5}
                  maps: {started: [{key: 2, value: 20}, {key: 3, value: {between: [29, 31]}}]}
                """);

        assertThat(result.mismatches()).isEmpty();
        assertThat(result.status()).isEqualTo(ScenarioResult.Status.PASSED);
    }

    /** What this kernel does not have is said with the place in the file and the nearest name; nothing is thrown. */
    @TestFactory
    Stream<DynamicTest> whatAKernelOrObjectDoesNotHaveIsAnError() {
        return Stream.of(
                        List.of("kernel: {f: {type: struct fil}}", "no type 'struct fil'"),
                        List.of("kernel: {f: {type: struct file, f_flag: 1}}", "f_flags"),
                        List.of("steps: [{call: vfs_read, args: {fil: 0}}]", "file"),
                        List.of("steps: [{call: vfs_read, registers: {rdii: 0}}]", "unknown register 'rdii'"),
                        List.of("steps: [{call: vfs_read, cpu: 9}]", "no CPU 9"),
                        List.of("steps: [{wait: 5us}, {call: vfs_read, at: 1us}]", "lies in the past"),
                        List.of("steps: [{update: startd, key: 1, value: 1}]", "started"),
                        List.of("steps: [{update: started, key: 0x1ffffffff, value: 1}]", "does not fit into 32 bits"),
                        List.of("expect: {events: {slow: {type: struct evnt, records: []}}}", ""),
                        List.of("variables: {slow_nss: 1}", "slow_ns"),
                        List.of("programs: [read_begin]", "read_begins"),
                        List.of("mocks: {bpf_ktime_get_n: 0}", "bpf_ktime_get_ns"),
                        List.of("steps: [{call: vfs_read, args: {count: many}}]", "no number: many"))
                .map(each -> DynamicTest.dynamicTest(each.get(0), () -> {
                    ScenarioResult result = run("scenario: a\nobject: ../latency.bpf.o\n" + each.get(0) + "\n");
                    boolean harmless = each.get(1).isEmpty();
                    assertThat(result.status())
                            .isEqualTo(harmless ? ScenarioResult.Status.PASSED : ScenarioResult.Status.ERRORED);
                    assertThat(result.reason()).contains(each.get(1));
                }));
    }

    @Test
    void helpersAnswerAsTheScenarioSays() {
        ScenarioResult result = run("""
                scenario: a
                object: ../latency.bpf.o
                mocks:
                  bpf_ktime_get_ns: [1s, 4s]
                  bpf_get_current_comm: {returns: 0, writes: {1: mocked}}
                steps: [{call: vfs_read}]
                expect:
                  events: {slow: [{took_ns: 3s, comm: mocked}]}
                """);

        assertThat(result.mismatches()).isEmpty();
        assertThat(result.status()).isEqualTo(ScenarioResult.Status.PASSED);
    }

    @Test
    void theSameScenarioGivesTheSameResultTwice() {
        String text = """
                scenario: a
                object: ../fileio.bpf.o
                steps: [{call: vfs_read, args: {file: {f_path.dentry->d_name.name: x}, count: 1}}]
                """;

        assertThat(run(text).toString()).isEqualTo(run(text).toString());
    }

    private static ScenarioResult run(String text) {
        Scenario scenario = ScenarioReader.read(text, FILE).scenarios().get(0);
        return new ScenarioRunner().run(scenario, FILE, Kernels.byName(KERNEL));
    }
}
