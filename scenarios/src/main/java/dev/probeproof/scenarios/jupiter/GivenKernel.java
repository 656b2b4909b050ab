// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.jupiter;

import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.scenarios.format.ScenarioReader;
import dev.probeproof.scenarios.model.Scenario;
import dev.probeproof.scenarios.run.ProbedKernel;
import dev.probeproof.scenarios.run.ScenarioRunner;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/**
 * What a test asks for, before it is looked for.
 *
 * @param objects as the test names them
 * @param kernels names, files or globs; empty for all inside
 * @param programs empty for all that load by themselves
 * @param given keys of a scenario file, in YAML
 */
record GivenKernel(List<String> objects, List<String> kernels, List<String> programs, String given) {
    static final GivenKernel NOTHING = new GivenKernel(List.of(), List.of(), List.of(), "");

    GivenKernel {
        objects = List.copyOf(objects);
        kernels = List.copyOf(kernels);
        programs = List.copyOf(programs);
    }

    static GivenKernel of(ProbeproofTest annotation) {
        return new GivenKernel(
                List.of(annotation.value()),
                List.of(annotation.kernels()),
                List.of(annotation.programs()),
                annotation.given());
    }

    /** What is said here, and what an outer one says of the rest. */
    GivenKernel within(GivenKernel outer) {
        return new GivenKernel(
                objects.isEmpty() ? outer.objects : objects,
                kernels.isEmpty() ? outer.kernels : kernels,
                programs.isEmpty() ? outer.programs : programs,
                outer.given.isBlank() ? given : outer.given + (given.isBlank() ? "" : "\n---\n" + given));
    }

    GivenKernel with(List<String> otherKernels) {
        return new GivenKernel(objects, otherKernels, programs, given);
    }

    /**
     * As a scenario without steps.
     *
     * @param test for messages and beside which objects lie
     */
    Scenario scenario(Class<?> test) {
        if (objects.isEmpty()) {
            throw new ExtensionConfigurationException("no object is named for " + test.getSimpleName()
                    + ": @ProbeproofTest(\"counter.bpf.o\") on the method or the class");
        }
        List<String> paths = objects.stream()
                .map(name -> quoted(TestFiles.find(name, test).toString()))
                .toList();
        StringBuilder head = new StringBuilder();
        head.append("scenario: ").append(quoted(test.getSimpleName()));
        head.append("\nobjects: ").append(paths);
        if (!programs.isEmpty()) {
            head.append("\nprograms: ")
                    .append(programs.stream().map(GivenKernel::quoted).toList());
        }
        List<String> parts = Stream.of(given.split("\n---\n")).toList();
        if (parts.size() == 1) {
            // Behind the text, so that its lines keep their numbers.
            return read(parts.get(0) + "\n" + head, test);
        }
        return read(
                parts.get(0) + "\n" + head.substring(head.indexOf("\n") + 1) + "\nscenarios:\n- scenario: "
                        + quoted(test.getSimpleName()) + "\n" + parts.get(1).indent(2),
                test);
    }

    private static Scenario read(String text, Class<?> test) {
        return ScenarioReader.read(text, Path.of("given of " + test.getSimpleName()))
                .scenarios()
                .get(0);
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    ProbedKernel open(Class<?> test, TargetKernel target, ScenarioRunner runner) {
        return runner.open(scenario(test), Path.of("."), target);
    }
}
