// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.run;

import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.elf.ElfFile;
import dev.probeproof.loader.elf.ElfReader;
import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.scenarios.RealKernel;
import dev.probeproof.scenarios.format.ScenarioReader;
import dev.probeproof.scenarios.kernels.Kernels;
import dev.probeproof.scenarios.model.Action;
import dev.probeproof.scenarios.model.Mismatch;
import dev.probeproof.scenarios.model.Scenario;
import dev.probeproof.scenarios.model.ScenarioFile;
import dev.probeproof.scenarios.model.ScenarioResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One suite, two kernels: the same scenarios, with the same expectations, in the emulated kernel and in the real one of this machine,
 * and what came of them is the same in each word. By test run as {@link ScenarioRunner#runReal} does it for everybody; for tracepoints and uprobes the test
 * itself makes happen what the scenario says.
 */
@Tag("native")
class ScenarioContractTest {
    private static final Path FILE = Path.of("src/test/resources/scenarios/contract.yaml");
    private static final Path STEPS = Path.of("src/test/resources/scenarios/steps.yaml");
    private static final String EMULATED = "6.12-amd64";
    private static final String NOWHERE = "/probeproof/no/such/file";

    @TempDir
    private Path folder;

    @TestFactory
    Stream<DynamicTest> testRunsAreTheSameInTheRealKernel() {
        ScenarioFile file = ScenarioReader.read(FILE);
        return file.scenarios().stream()
                .map(scenario -> DynamicTest.dynamicTest(scenario.name(), () -> {
                    ScenarioResult emulated = new ScenarioRunner().run(scenario, FILE, Kernels.byName(EMULATED));
                    ScenarioResult real;
                    try (KernelBackend kernel = RealKernel.ofX86().open()) {
                        real = new ScenarioRunner().runReal(scenario, FILE, kernel);
                    }

                    assertPassed(emulated);
                    assertPassed(real);
                    assertThat(story(real)).isEqualTo(story(emulated));
                }));
    }

    @Test
    void whatTestRunsCannotShowIsSkippedWithAReason() {
        ScenarioFile file = ScenarioReader.read(STEPS);
        try (KernelBackend kernel = RealKernel.ofX86().open()) {
            assertThat(file.scenarios()).allSatisfy(scenario -> {
                ScenarioResult result = new ScenarioRunner().runReal(scenario, STEPS, kernel);
                assertThat(result.status()).isEqualTo(ScenarioResult.Status.SKIPPED);
                assertThat(result.reason()).isEqualTo("a real kernel has tasks, objects and memory of its own");
            });
        }
    }

    /** Others open files meanwhile, too: what is expected is among what is seen. */
    @Test
    void tracepointsSeeTheSameSystemCall() {
        String text = """
                scenario: a system call
                object: steps.bpf.o
                programs: [open_begins, open_ends, any_call]
                types: "struct seen { u32 pid; s32 result; char name[32]; };"
                tasks: {self: {pid: %1$d}}
                steps:
                  - {syscall: openat, args: {dfd: AT_FDCWD, filename: %2$s}, returns: -ENOENT}
                expect:
                  maps: {calls: {has: [{key: 257, value: {at-least: 1}}]}}
                  events:
                    records: {type: struct seen, has: [{pid: %1$d, name: %2$s}, {pid: %1$d, result: -ENOENT, name: ""}]}
                """.formatted(ProcessHandle.current().pid(), NOWHERE);

        assertPassedOnBoth(
                text,
                (kernel, setting, objects) ->
                        new RealStage(kernel, setting, objects, ScenarioContractTest::openNowhere));
    }

    @Test
    void uprobesSeeTheSameCalls() throws IOException {
        Path program = folder.resolve("traced.elf");
        byte[] elf = resource("traced.elf");
        Files.write(program, elf);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        String text = """
                scenario: calls in user space
                object: steps.bpf.o
                programs: [line_begins]
                attach: {line_begins: [%1$s+%2$d, %1$s+%3$d]}
                types: "struct seen { u32 pid; s32 result; char name[32]; };"
                tasks: {traced: {pid: 42, comm: traced.elf}}
                user: {text: some text}
                steps:
                  - {user-call: %1$s+%2$d, args: [0xffff000000000001, -1]}
                  - {user-call: %1$s+%3$d, args: [$text]}
                expect:
                  events:
                    records: {type: struct seen, records: [{result: 1, name: ""}, {result: 1, name: some text}]}
                """.formatted(program, offset(elf, "first"), offset(elf, "third"));

        AtomicBoolean hasRun = new AtomicBoolean();
        assertPassedOnBoth(
                text,
                (kernel, setting, objects) -> new RealStage(kernel, setting, objects, action -> {
                    if (!hasRun.getAndSet(true)) {
                        runOnce(program);
                    }
                }));
    }

    private static long offset(byte[] elf, String function) {
        ElfFile file = ElfReader.read(Bytes.wrap(elf, "traced.elf"));
        return file.fileOffset(file.symbol(function).orElseThrow().value()).orElseThrow();
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = ScenarioContractTest.class.getResourceAsStream("/endtoend/" + name)) {
            return in.readAllBytes();
        }
    }

    private static void assertPassedOnBoth(String text, ScenarioRunner.StageMaker maker) {
        Path path = STEPS.resolveSibling("here.yaml");
        Scenario scenario = ScenarioReader.read(text, path).scenarios().get(0);

        assertPassed(new ScenarioRunner().run(scenario, path, Kernels.byName(EMULATED)));
        try (KernelBackend kernel = RealKernel.ofX86().open()) {
            assertPassed(new ScenarioRunner().run(scenario, path, kernel, maker, true));
        }
    }

    /** What it says of opening a file is done. */
    private static void openNowhere(Action action) {
        try {
            Files.newInputStream(Path.of(NOWHERE)).close();
        } catch (NoSuchFileException expected) {
            return;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new IllegalStateException(NOWHERE + " is there");
    }

    /** The program makes all its calls in one go. */
    private static void runOnce(Path program) {
        try {
            Process traced = new ProcessBuilder(program.toString()).start();
            try (OutputStream go = traced.getOutputStream()) {
                go.write(new byte[1]);
            }
            assertThat(traced.waitFor(30, TimeUnit.SECONDS)).isTrue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What programs returned, sent and left in maps. */
    private static String story(ScenarioResult result) {
        StringBuilder story = new StringBuilder();
        result.steps().forEach(step -> {
            step.runs()
                    .forEach(run -> story.append(run.program())
                            .append(" = ")
                            .append(run.returned())
                            .append('\n'));
            step.events()
                    .forEach(event -> story.append(event.map())
                            .append(" <- ")
                            .append(event.value())
                            .append('\n'));
        });
        result.maps().stream()
                .filter(map -> !map.type().contains("percpu"))
                .forEach(map -> story.append(map.map())
                        .append(map.entries().stream()
                                .map(Object::toString)
                                .sorted()
                                .toList())
                        .append('\n'));
        return story.toString();
    }

    private static void assertPassed(ScenarioResult result) {
        assertThat(result.status())
                .as(() -> result.kernel() + ": " + result.reason()
                        + result.mismatches().stream().map(Mismatch::message).toList())
                .isEqualTo(ScenarioResult.Status.PASSED);
    }
}
