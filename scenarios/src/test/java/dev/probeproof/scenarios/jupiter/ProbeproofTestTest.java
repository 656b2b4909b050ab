// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.jupiter;

import dev.probeproof.emulator.EmulatedKernel;
import dev.probeproof.loader.BpfLoader;
import dev.probeproof.loader.LoadedObject;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.scenarios.model.ScenarioResult;
import dev.probeproof.scenarios.run.ProbedKernel;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.FileSource;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.Events;

import static dev.probeproof.scenarios.assertions.ProbeproofAssertions.entry;
import static org.assertj.core.api.Assertions.assertThat;

/** From outside: classes as a user would write them are run by Jupiter's engine. */
class ProbeproofTestTest {
    private static final String LATENCY = "../examples/latency.bpf.o";

    static class Good {
        @ProbeproofTest(
                value = LATENCY,
                kernels = {"5.10-amd64", "6.1-*"},
                given = "tasks: {cat: {pid: 42, comm: cat}}")
        void countsAQuickRead(ProbedKernel kernel, EmulatedKernel same, TargetKernel target, LoadedObject object) {
            kernel.call("vfs_read").in("cat").takes("3us").returns(512).fire();

            dev.probeproof.scenarios.assertions.ProbeproofAssertions.assertThat(kernel)
                    .run("read_ends")
                    .fetched("retval")
                    .isEqualTo(512)
                    .and()
                    .map("histogram")
                    .containsOnly(entry(2, 1));
            assertThat(same.target()).isSameAs(target);
            assertThat(object.map("started").entries()).isEmpty();
        }
    }

    @ProbeproofTest(
            value = LATENCY,
            kernels = "6.1-amd64",
            given = "variables: {slow_ns: 1000}\ntasks: {cat: {pid: 42}}")
    static class OfAClass {
        @ProbeproofTest(given = "tasks: {dog: {pid: 43}}")
        void settingsArePutTogether(ProbedKernel kernel) {
            kernel.call("vfs_read").in("cat").takes("2us").fire();
            kernel.call("vfs_read").in("dog").takes("2us").fire();

            dev.probeproof.scenarios.assertions.ProbeproofAssertions.assertThat(kernel)
                    .events("slow")
                    .containsExactly(java.util.Map.of("pid", 42), java.util.Map.of("pid", 43));
        }

        @Test
        void isToldWhatToWrite(ProbedKernel kernel) {}
    }

    static class Wrong {
        @ProbeproofTest(value = "../examples/latancy.bpf.o", kernels = "6.1-amd64")
        void object(ProbedKernel kernel) {}

        @ProbeproofTest(value = LATENCY, kernels = "6.1-amd46")
        void kernel(ProbedKernel kernel) {}

        @ProbeproofTest(value = LATENCY, kernels = "6.1-amd64")
        void parameter(BpfLoader loader) {}

        @ProbeproofTest(value = LATENCY, kernels = "6.1-amd64", given = "task: {cat: {pid: 1}}")
        void given(ProbedKernel kernel) {}

        @ProbeproofTest(value = LATENCY, kernels = "6.1-amd64", programs = "read_begin")
        void program(ProbedKernel kernel) {}

        @ProbeproofTest(kernels = "6.1-amd64")
        void nothing(ProbedKernel kernel) {}

        @ProbeproofTest(value = LATENCY, kernels = "6.1-amd64")
        void task(ProbedKernel kernel) {
            kernel.call("vfs_read").in("cat").fire();
        }

        @ProbeproofTest(value = LATENCY, kernels = "6.1-amd64")
        void function(ProbedKernel kernel) {
            kernel.call("vfs_raed").fire();
        }

        @ProbeproofTest(value = LATENCY, kernels = "6.1-amd64")
        void argument(ProbedKernel kernel) {
            kernel.call("vfs_read").arg("cuont", 1).fire();
        }
    }

    static class Programmatic {
        @RegisterExtension
        final EmulatedKernelExtension kernel =
                EmulatedKernelExtension.on("6.1-amd64").load(LATENCY).programs("process_exits");

        @Test
        void eachTestHasItsOwn() {
            kernel.tracepoint("sched_process_exit").fire();
            dev.probeproof.scenarios.assertions.ProbeproofAssertions.assertThat(kernel.get())
                    .hasVariable("exits", 1);
        }

        @Test
        void theOther(ProbedKernel same) {
            assertThat(same).isSameAs(kernel.get());
            dev.probeproof.scenarios.assertions.ProbeproofAssertions.assertThat(same)
                    .hasVariable("exits", 0);
        }
    }

    static class Files {
        @ScenarioTest(value = "../examples/scenarios/latency.yaml", tags = "smoke")
        void passes(ScenarioResult result) {
            assertThat(result.mismatches()).isEmpty();
        }

        @TestFactory
        Stream<DynamicNode> nodes() {
            return ScenarioNodes.of(getClass(), "../examples/scenarios/latency.yaml");
        }
    }

    static class NoScenarios {
        @ScenarioTest("src/test/resources/verify")
        void empty() {}

        @ScenarioTest(value = "../examples/scenarios/latency.yaml", tags = "smok")
        void tag() {}
    }

    @Test
    void runsOnEachKernel() {
        Events tests = run(Good.class);

        tests.assertStatistics(stats -> stats.started(2).succeeded(2));
        assertThat(tests.started().stream()
                        .map(event -> event.getTestDescriptor().getDisplayName()))
                .containsExactly("5.10-amd64", "6.1-amd64");
    }

    @Test
    void aClassSaysWhatHoldsForItsMethods() {
        Events tests = run(OfAClass.class);

        tests.assertStatistics(stats -> stats.succeeded(1).failed(1));
        assertThat(message(tests, "isToldWhatToWrite"))
                .contains("replace the annotation of isToldWhatToWrite() by @ProbeproofTest");
    }

    @Test
    void saysWhatIsWrongAndWhatThereIs() {
        Events tests = EngineTestKit.engine("junit-jupiter")
                .selectors(DiscoverySelectors.selectClass(Wrong.class))
                .execute()
                .allEvents();

        assertThat(message(tests, "object"))
                .contains("no file '../examples/latancy.bpf.o' for Wrong")
                .contains("nearest: latency.bpf.o")
                .contains("looked in");
        assertThat(message(tests, "kernel(")).contains("6.1-amd46").contains("6.1-amd64");
        assertThat(message(tests, "parameter"))
                .contains("no parameter of type BpfLoader here; there are ProbedKernel, EmulatedKernel");
        assertThat(message(tests, "given"))
                .contains("given of Wrong:1:1: unknown key of a scenario 'task'; did you mean 'tasks'?");
        assertThat(message(tests, "program")).contains("no object has a program 'read_begin'; nearest: read_begins");
        assertThat(message(tests, "nothing")).contains("no object is named for Wrong");
        assertThat(message(tests, "task")).contains("ProbeproofTestTest.java:").contains("unknown task 'cat'");
        assertThat(message(tests, "function"))
                .contains("ProbeproofTestTest.java:")
                .contains("vfs_read");
        assertThat(message(tests, "argument"))
                .contains("function 'vfs_read' of kernel 6.1-amd64 has no argument 'cuont'; nearest: count");
    }

    @Test
    void anExtensionMakesAKernelForEachTest() {
        run(Programmatic.class).assertStatistics(stats -> stats.started(2).succeeded(2));
    }

    @Test
    void scenariosOfAFileAreRunsOfAMethodOrDynamicTestsAtTheirLines() {
        Events tests = EngineTestKit.engine("junit-jupiter")
                .selectors(DiscoverySelectors.selectClass(Files.class))
                .configurationParameter("probeproof.kernels", "6.1-amd64")
                .execute()
                .testEvents();

        tests.assertStatistics(stats -> stats.failed(0));
        assertThat(tests.started().stream()
                        .map(event -> event.getTestDescriptor().getDisplayName()))
                .contains("a quick read is counted and not reported [6.1-amd64]");
        assertThat(tests.started().stream()
                        .flatMap(event -> event.getTestDescriptor().getSource().stream())
                        .filter(FileSource.class::isInstance)
                        .map(source -> ((FileSource) source)
                                .getPosition()
                                .orElseThrow()
                                .getLine()))
                .contains(9);
    }

    @Test
    void noScenarioIsAnError() {
        Events tests = EngineTestKit.engine("junit-jupiter")
                .selectors(DiscoverySelectors.selectClass(NoScenarios.class))
                .execute()
                .allEvents();

        assertThat(message(tests, "empty")).contains("no scenario in src/test/resources/verify");
        assertThat(message(tests, "tag(")).contains("has one of the tags smok");
    }

    private static Events run(Class<?> test) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(DiscoverySelectors.selectClass(test))
                .execute()
                .testEvents();
    }

    private static String message(Events events, String method) {
        return events.failed().stream()
                .filter(event ->
                        event.getTestDescriptor().getUniqueId().toString().contains(":" + method))
                .map(ProbeproofTestTest::message)
                .findFirst()
                .orElseThrow(() -> new AssertionError(
                        "'" + method + "' did not fail: " + events.failed().list()));
    }

    private static String message(Event event) {
        return String.valueOf(event.getRequiredPayload(org.junit.platform.engine.TestExecutionResult.class)
                .getThrowable()
                .orElseThrow());
    }
}
