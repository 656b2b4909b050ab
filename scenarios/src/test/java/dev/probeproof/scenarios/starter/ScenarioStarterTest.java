// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.starter;

import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.ObjectReader;
import dev.probeproof.scenarios.format.ScenarioReader;
import dev.probeproof.scenarios.input.InputFile;
import dev.probeproof.scenarios.kernels.Kernels;
import dev.probeproof.scenarios.model.Scenario;
import dev.probeproof.scenarios.model.ScenarioResult;
import dev.probeproof.scenarios.run.ScenarioRunner;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class ScenarioStarterTest {
    /** What is written can be run at once, on the oldest kernel and on the newest. */
    @ParameterizedTest
    @CsvSource({
        "../examples/latency.bpf.o, 5.10-amd64, 3",
        "../examples/latency.bpf.o, 7.2-amd64, 3",
        "../examples/latency.bpf.o, 6.12-arm64, 3",
        "../examples/fileio.bpf.o, 6.12-amd64, 5",
        "../examples/openat.bpf.o, 6.1-amd64, 1",
        "src/test/resources/scenarios/steps.bpf.o, 6.12-amd64, 7",
        "src/test/resources/scenarios/contract.bpf.o, 6.12-amd64, 4"
    })
    void everyProgramRuns(Path object, String kernel, int runs) {
        String text = start(object, kernel);

        Path file = object.resolveSibling("new.yaml");
        Scenario scenario = ScenarioReader.read(text, file).scenarios().get(0);
        ScenarioResult result = new ScenarioRunner().run(scenario, file, Kernels.byName(kernel));
        assertThat(result.status()).as(text).isEqualTo(ScenarioResult.Status.PASSED);
        assertThat(result.steps().stream().mapToInt(step -> step.runs().size()).sum())
                .as(text)
                .isEqualTo(runs);
    }

    @Test
    void argumentsAreThoseOfTheKernelAndWhatCameOfItIsThere() {
        assertThat(start(Path.of("../examples/latency.bpf.o"), "6.12-amd64")).isEqualTo("""
                # To start from: every program runs once. The words are explained in docs/scenario-format.md.
                scenario: what latency does
                object: latency.bpf.o
                kernels: [6.12-amd64]
                tasks:
                  shell: {pid: 42, uid: 1000, comm: sh}
                steps:
                  # read_begins, read_ends
                  - {call: vfs_read, args: {file: {}, buf: text, count: 0, pos: 0}, returns: 0}
                  # process_exits
                  - {tracepoint: "sched_process_exit", args: {p: {}}}
                expect:
                  runs:
                    read_begins: {times: 1}
                    read_ends: {times: 1}
                    process_exits: {times: 1}
                  # Seen as well, and to be expected if it matters:
                  # maps: {histogram: {has: [{key: 0, value: 1}]}}
                """);
    }

    @Test
    void whatCannotRunIsToldWithTheReason() {
        assertThat(start(Path.of("src/test/resources/scenarios/steps.bpf.o"), "6.12-amd64"))
                .contains("# called (kprobe) does not run here: its section does not say where it is attached;"
                        + " 'attach: {called: [FUNCTION]}' does")
                .contains("whose type the object does not have: declare it under 'types'");
    }

    private static String start(Path path, String kernel) {
        BpfObject object = ObjectReader.read(InputFile.read(path), path.toString());
        return ScenarioStarter.of(
                object, path.getFileName().toString(), path.resolveSibling("new.yaml"), Kernels.byName(kernel));
    }
}
