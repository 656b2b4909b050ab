// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.junit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.FileSource;
import org.junit.platform.launcher.TagFilter;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.EventConditions;
import org.junit.platform.testkit.engine.TestExecutionResultConditions;

import static org.assertj.core.api.Assertions.assertThat;

/** From outside, as Maven, Gradle and IDEs run it. */
class ScenarioTestEngineTest {
    private static final Path LATENCY = Path.of("../examples/latency.bpf.o").toAbsolutePath();

    @TempDir
    private Path folder;

    @Test
    void everyScenarioIsATestForEachOfItsKernelsAtItsLine() {
        EngineExecutionResults results = EngineTestKit.engine("probeproof-scenarios")
                .selectors(DiscoverySelectors.selectFile("../examples/scenarios/latency.yaml"))
                .execute();

        results.testEvents().assertStatistics(stats -> stats.started(25).succeeded(25));
        assertThat(results.testEvents().started().list())
                .first()
                .satisfies(event -> assertThat(event.getTestDescriptor().getSource())
                        .hasValueSatisfying(source -> assertThat(((FileSource) source).getPosition())
                                .hasValueSatisfying(
                                        at -> assertThat(at.getLine()).isEqualTo(9))));
    }

    @Test
    void aFailureHasTheMessageOfTheMismatch() throws IOException {
        write("a.scenario.yaml", """
                scenario: a
                object: %s
                kernels: [6.1-amd64]
                steps: [{call: vfs_read, expect: {runs: {read_begins: 3}}}]
                """.formatted(LATENCY));

        EngineTestKit.engine("probeproof-scenarios")
                .selectors(DiscoverySelectors.selectDirectory(folder.toFile()))
                .execute()
                .testEvents()
                .assertThatEvents()
                .haveExactly(
                        1,
                        EventConditions.finishedWithFailure(TestExecutionResultConditions.message(
                                message -> message.contains("program 'read_begins' at kprobe:vfs_read")
                                        && message.contains("expected: to return 3"))));
    }

    @Test
    void aFileThatIsNoneFailsAndOneThatIsSkippedSaysWhy() throws IOException {
        write("broken.scenario.yaml", "scenario: a\nobjcet: b\n");
        write("later.scenario.yaml", "scenario: a\nobject: x.o\nskip: not yet\nkernels: [6.1-amd64]\n");
        write("other.yaml", "this is no scenario");

        EngineTestKit.engine("probeproof-scenarios")
                .selectors(DiscoverySelectors.selectDirectory(folder.toFile()))
                .execute()
                .testEvents()
                .assertStatistics(stats -> stats.failed(1).skipped(1).succeeded(0))
                .assertThatEvents()
                .haveExactly(1, EventConditions.skippedWithReason("not yet"))
                .haveExactly(
                        1,
                        EventConditions.finishedWithFailure(TestExecutionResultConditions.message(
                                message -> message.contains("did you mean 'object'?"))));
    }

    @Test
    void tagsAndKernelsChooseTests() {
        EngineTestKit.engine("probeproof-scenarios")
                .selectors(DiscoverySelectors.selectFile("../examples/scenarios/latency.yaml"))
                .filters(TagFilter.includeTags("smoke"))
                .configurationParameter("probeproof.kernels", "6.12-arm64, 5.10-*")
                .execute()
                .testEvents()
                .assertStatistics(stats -> stats.started(2).succeeded(2));
    }

    @Test
    void oneTestCanBeRunAgainByItsId() {
        var first = EngineTestKit.engine("probeproof-scenarios")
                .selectors(DiscoverySelectors.selectFile("../examples/scenarios/fileio.yaml"))
                .configurationParameter("probeproof.kernels", "6.1-amd64")
                .execute()
                .testEvents()
                .started()
                .list()
                .get(0);

        EngineTestKit.engine("probeproof-scenarios")
                .selectors(DiscoverySelectors.selectUniqueId(
                        first.getTestDescriptor().getUniqueId()))
                .execute()
                .testEvents()
                .assertStatistics(stats -> stats.started(1).succeeded(1));
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }
}
