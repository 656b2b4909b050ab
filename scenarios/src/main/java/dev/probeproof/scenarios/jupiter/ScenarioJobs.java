// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.jupiter;

import dev.probeproof.scenarios.format.ScenarioReader;
import dev.probeproof.scenarios.model.Mismatch;
import dev.probeproof.scenarios.model.ScenarioFile;
import dev.probeproof.scenarios.model.ScenarioResult;
import dev.probeproof.scenarios.run.Campaign;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/** Scenarios that tests name, and what JUnit is told of their results. */
final class ScenarioJobs {
    private static final String ENDING = ".scenario.yaml";
    private static final int DEEPEST = 64;

    private ScenarioJobs() {}

    /**
     * What there is to run; at least one.
     *
     * @param kernels in place of those that the scenarios name; empty for those
     */
    static List<Campaign.Job> of(List<String> names, Class<?> test, List<String> kernels, List<String> tags) {
        List<ScenarioFile> files = new ArrayList<>();
        for (String name : names) {
            for (Path file : files(TestFiles.find(name, test))) {
                files.add(ScenarioReader.read(shortened(file)));
            }
        }
        List<Campaign.Job> jobs = Campaign.jobs(
                files, kernels, scenario -> tags.isEmpty() || tags.stream().anyMatch(scenario.tags()::contains));
        if (jobs.isEmpty()) {
            throw new ExtensionConfigurationException("no scenario in " + String.join(", ", names)
                    + (tags.isEmpty()
                            ? ": files of a folder end in " + ENDING
                            : " has one of the tags " + String.join(", ", tags)));
        }
        return jobs;
    }

    private static List<Path> files(Path found) {
        if (!Files.isDirectory(found)) {
            return List.of(found);
        }
        try (Stream<Path> all = Files.walk(found, DEEPEST)) {
            return all.filter(file -> file.toString().endsWith(ENDING)).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look for scenarios below " + found, e);
        }
    }

    /** Messages are shorter so, and terminals still make links of them. */
    private static Path shortened(Path file) {
        Path here = Path.of("").toAbsolutePath();
        return file.startsWith(here) ? here.relativize(file) : file;
    }

    static String name(Campaign.Job job) {
        return job.scenario().name() + " [" + job.kernel() + "]";
    }

    /** The result of a scenario that passed. */
    static ScenarioResult run(Campaign.Job job, Shared shared) {
        if (!job.scenario().skip().isEmpty()) {
            throw new TestAbortedException(job.scenario().skip());
        }
        ScenarioResult result = shared.runner()
                .run(job.scenario(), job.file().path(), shared.kernels().byName(job.kernel()));
        // Surefire's summary has the number of the run only.
        String which = "scenario '" + result.scenario().name() + "' on " + result.kernel() + "\n";
        if (result.status() == ScenarioResult.Status.ERRORED) {
            throw new AssertionFailedError(which + result.reason());
        } else if (result.mismatches().size() == 1) {
            Mismatch only = result.mismatches().get(0);
            throw new AssertionFailedError(which + only.message(), only.expected(), only.actual());
        } else if (!result.mismatches().isEmpty()) {
            throw new AssertionFailedError(
                    which + result.mismatches().stream().map(Mismatch::message).collect(Collectors.joining("\n")));
        }
        return result;
    }
}
