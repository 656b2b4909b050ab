// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.junit;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.DiscoverySelector;
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

    @Test
    void aLineSelectsTheScenarioThere() {
        assertThat(started(DiscoverySelectors.selectFile(
                        "../examples/scenarios/latency.yaml",
                        org.junit.platform.engine.discovery.FilePosition.from(17))))
                .isNotEmpty()
                .allMatch(id -> id.contains("a quick read"));
        assertThat(started(DiscoverySelectors.selectUri(
                        Path.of("../examples/scenarios/latency.yaml").toUri().normalize() + "?line=40&column=3")))
                .isNotEmpty()
                .noneMatch(id -> id.contains("a quick read"));
    }

    @Test
    void idsAreTheSameHoweverAFileIsSelected() {
        Path file = Path.of("../examples/scenarios/fileio.yaml");
        List<String> ids = started(DiscoverySelectors.selectFile(file.toFile()));

        assertThat(started(DiscoverySelectors.selectFile(
                        file.toAbsolutePath().normalize().toFile())))
                .isEqualTo(ids);
        assertThat(started(
                        DiscoverySelectors.selectUri(file.toUri()),
                        DiscoverySelectors.selectFile(file.toFile()),
                        DiscoverySelectors.selectUniqueId(ids.get(0))))
                .isEqualTo(ids);
    }

    @Test
    void filesBelowAFolderOfTheClassPathAreFound() throws IOException {
        Files.createDirectories(folder.resolve("org/opens"));
        write("org/opens/a.scenario.yaml", "scenario: a\nobject: '%s'\nkernels: [6.1-amd64]\n".formatted(LATENCY));
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()}, before)) {
            Thread.currentThread().setContextClassLoader(loader);
            assertThat(started(DiscoverySelectors.selectPackage("org.opens"))).hasSize(1);
            assertThat(started(DiscoverySelectors.selectPackage("org"))).hasSize(1);
            assertThat(started(DiscoverySelectors.selectClasspathResource("org/opens/a.scenario.yaml")))
                    .hasSize(1);
            assertThat(started(DiscoverySelectors.selectClasspathRoots(java.util.Set.of(folder))
                            .get(0)))
                    .hasSize(1);
            assertThat(started(DiscoverySelectors.selectPackage("com"))).isEmpty();
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    @Test
    void manyTestsAtATimeComeToTheSameAndContainersEndLast() {
        EngineExecutionResults results = EngineTestKit.engine("probeproof-scenarios")
                .selectors(DiscoverySelectors.selectFile("../examples/scenarios/latency.yaml"))
                .configurationParameter("probeproof.kernels", "6.12-arm64, 5.10-amd64")
                .configurationParameter("probeproof.parallel", "4")
                .execute();

        assertThat(results.testEvents().succeeded().count())
                .isEqualTo(results.testEvents().started().count())
                .isPositive();
        List<String> finished = results.allEvents().finished().stream()
                .map(event -> event.getTestDescriptor().getUniqueId().toString())
                .toList();
        assertThat(finished).last().isEqualTo("[engine:probeproof-scenarios]");
        for (String id : finished) {
            assertThat(finished.stream().filter(other -> !other.equals(id) && other.startsWith(id)))
                    .allMatch(below -> finished.indexOf(below) < finished.indexOf(id));
        }
    }

    @Test
    void aParameterThatIsNoneIsNamed() {
        EngineTestKit.engine("probeproof-scenarios")
                .selectors(DiscoverySelectors.selectFile("../examples/scenarios/fileio.yaml"))
                .configurationParameter("probeproof.parallel", "yes")
                .execute()
                .allEvents()
                .assertThatEvents()
                .haveExactly(
                        1,
                        EventConditions.finishedWithFailure(
                                TestExecutionResultConditions.message(
                                        "configuration parameter probeproof.parallel is true, false or a number of tests, not 'yes'")));
    }

    private static List<String> started(DiscoverySelector... selectors) {
        return EngineTestKit.engine("probeproof-scenarios")
                .selectors(selectors)
                .configurationParameter("probeproof.kernels", "6.1-amd64")
                .execute()
                .testEvents()
                .started()
                .stream()
                .map(event -> event.getTestDescriptor().getUniqueId().toString())
                .toList();
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }
}
