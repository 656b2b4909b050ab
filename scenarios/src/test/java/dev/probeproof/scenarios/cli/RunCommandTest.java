// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class RunCommandTest {
    private static final String OBJECT =
            Path.of("../examples/latency.bpf.o").toAbsolutePath().normalize().toString();
    private static final String SCENARIOS = """
            object: %s
            kernels: [5.10-amd64, 6.12-amd64]
            tasks: {cat: {pid: 42}}
            scenarios:
              - scenario: one holds
                steps: [{call: vfs_read, takes: 3us}]
              - scenario: two does not
                steps: [{call: vfs_read, takes: 3us, expect: {runs: {read_begins: 1}}}]
              - scenario: three depends
                steps:
                  - {call: vfs_read, takes: 3us, expect: {per-kernel: {6.12-*: {runs: {read_begins: 1}}}}}
            """;

    @TempDir
    Path folder;

    private Path file;
    private Path state;

    @BeforeEach
    void write() throws IOException {
        file = folder.resolve("a.yaml");
        state = folder.resolve("state/failed");
        Files.writeString(file, SCENARIOS.formatted(OBJECT));
    }

    private CommandRun run(String... more) {
        String[] all = new String[more.length + 3];
        all[0] = "run";
        all[1] = "--state";
        all[2] = state.toString();
        System.arraycopy(more, 0, all, 3, more.length);
        return CommandRun.of(all);
    }

    @Test
    void whatFailedRunsAgainOnTheSameKernelsUntilItPasses() throws IOException {
        assertThat(run(file.toString()).out()).endsWith("3 passed, 3 failed, 0 in error, 0 skipped\n");

        assertThat(run("--rerun-failed", "--list").out().lines())
                .map(line -> line.replaceAll(".*: ", ""))
                .containsExactly(
                        "two does not [5.10-amd64]", "two does not [6.12-amd64]", "three depends [6.12-amd64]");

        Files.writeString(file, SCENARIOS.formatted(OBJECT).replace("{read_begins: 1}", "{read_begins: 0}"));
        assertThat(run("--rerun-failed", "--filter", "two").out())
                .isEqualTo("2 passed, 0 failed, 0 in error, 0 skipped\n");
        assertThat(run("--rerun-failed", file.toString()).out())
                .isEqualTo("1 passed, 0 failed, 0 in error, 0 skipped\n");
        assertThat(state).doesNotExist();
    }

    /** Without a kernel that may be used, the environment is what lacks: exit code 4, and nothing half done. */
    @Test
    void theRealKernelIsAskedAsWellWhereThereIsOne() {
        String contract = Path.of("src/test/resources/scenarios/contract.yaml").toString();

        CommandRun both = run(contract, "--kernel", "6.12-amd64", "--native");

        if (both.exitCode() == 4) {
            assertThat(System.getenv("PROBEPROOF_REQUIRE_NATIVE")).isNotEqualTo("1");
            assertThat(both.err()).contains("a real kernel");
        } else {
            assertThat(both.out()).isEqualTo("10 passed, 0 failed, 0 in error, 0 skipped\n");
            assertThat(run(file.toString(), "--kernel", "6.12-amd64", "--filter", "one", "--native", "-v")
                            .out())
                    .contains("SKIPPED  one holds [running]")
                    .contains("a real kernel has tasks, objects and memory of its own");
        }
    }

    @Test
    void withNothingToRunAgainItSaysSo() throws IOException {
        CommandRun nothing = run("--rerun-failed");
        assertThat(nothing.exitCode()).isEqualTo(3);
        assertThat(nothing.err()).isEqualTo("nothing ran: no scenario failed the last time, by " + state + "\n");

        run(file.toString());
        Files.delete(file);
        CommandRun gone = run("--rerun-failed");
        assertThat(gone.exitCode()).isEqualTo(3);
        assertThat(gone.err()).contains("none of the 3 that failed the last time");
    }

    @Test
    void aDamagedStateIsNoReasonToStop() throws IOException {
        Files.createDirectories(state.getParent());
        Files.writeString(state, "what\n\tis\n\n\u0000this");

        assertThat(run("--rerun-failed").exitCode()).isEqualTo(3);
        assertThat(run(file.toString(), "--filter", "one").exitCode()).isZero();
    }

    @Test
    void failFastStopsAtTheFirstAndIsTheSameEveryTime() {
        for (int i = 0; i < 3; i++) {
            CommandRun run = run(file.toString(), "--fail-fast");
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.out())
                    .contains("two does not [5.10-amd64]")
                    .endsWith("1 passed, 1 failed, 0 in error, 0 skipped\n");
        }
    }

    @Test
    void shardsTogetherAreAll() {
        String all = run(file.toString(), "--list").out();
        String shards = run(file.toString(), "--list", "--shard", "1/2").out()
                + run(file.toString(), "--list", "--shard", "2/2").out();

        assertThat(all.lines()).hasSize(6);
        assertThat(shards.lines())
                .containsExactlyInAnyOrderElementsOf(all.lines().toList());
        assertThat(run(file.toString(), "--shard", "3/2").exitCode()).isEqualTo(2);
    }

    @Test
    void aSeedThatIsNoNumberIsRefused() {
        CommandRun run = run(file.toString(), "--seed", "often");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("--seed is a number of at most 64 bits, not 'often'");
    }

    @Test
    void withoutFilesItIsNotUsedRight() {
        CommandRun run = run();

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("no scenario file or folder is named");
    }

    @Test
    void theReportHasLinesHelpersAndChanges() throws IOException {
        Path report = folder.resolve("report.html");
        run(file.toString(), "--filter", "one", "--report", "html=" + report);

        assertThat(Files.readString(report))
                .contains("bpf_map_update_elem(started, 42, 0, 0) = 0")
                .contains("4 of 4 lines")
                .contains("<tr class=\"never\">");
    }
}
