// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.loader.error.Nearest;
import dev.probeproof.scenarios.format.ScenarioReader;
import dev.probeproof.scenarios.input.InputFile;
import dev.probeproof.scenarios.kernels.KernelNames;
import dev.probeproof.scenarios.kernels.Kernels;
import dev.probeproof.scenarios.model.Scenario;
import dev.probeproof.scenarios.model.ScenarioFile;
import dev.probeproof.scenarios.run.Campaign;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** Which scenario of a file on which kernel, for commands that look at one closely. */
final class ScenarioChoice {
    private static final Pattern WITH_LINE = Pattern.compile("(.+):([1-9]\\d{0,8})");

    @Option(
            names = "--filter",
            paramLabel = "WORD",
            description = "Only scenarios that have this tag, or whose name contains it; repeatable: any of them.")
    private List<String> filters = List.of();

    @Option(
            names = {"-k", "--kernel"},
            paramLabel = "K",
            description =
                    "On that kernel: a shipped one or a file. Without it, the newest of those that the scenario names.")
    private String kernel = "";

    @Option(
            names = "--program",
            paramLabel = "P",
            description = "Only this program, and the others run unseen; repeatable.")
    private List<String> programs = List.of();

    List<String> programs() {
        return programs;
    }

    /** Those with a tag or a part of a name, or the one at a line; each on one kernel. */
    List<Campaign.Job> jobs(String path) {
        String file = path;
        int line = 0;
        Matcher parts = WITH_LINE.matcher(path);
        if (parts.matches() && !Files.exists(InputFile.path(path))) {
            file = parts.group(1);
            line = Integer.parseInt(parts.group(2));
        }
        return jobs(ScenarioReader.read(InputFile.path(file)), line);
    }

    private List<Campaign.Job> jobs(ScenarioFile file, int line) {
        List<Campaign.Job> jobs = new ArrayList<>();
        for (Scenario scenario : file.scenarios()) {
            boolean chosen = line == 0 ? isWanted(scenario) : scenario == at(file, line) && isWanted(scenario);
            if (chosen) {
                jobs.add(new Campaign.Job(file, scenario, kernelFor(scenario, file)));
            }
        }
        if (jobs.isEmpty()) {
            List<String> names = file.scenarios().stream().map(Scenario::name).toList();
            List<String> nearest = filters.isEmpty() ? List.of() : Nearest.of(filters.get(0), names);
            throw new UsageException("no scenario of " + file.path() + " is chosen\n  "
                    + (nearest.isEmpty()
                            ? "there are: '" + String.join("', '", names) + "'"
                            : "did you mean '" + nearest.get(0) + "'?"));
        }
        return jobs;
    }

    /** The scenario that a line is a part of. */
    private static Scenario at(ScenarioFile file, int line) {
        Scenario found = file.scenarios().get(0);
        for (Scenario scenario : file.scenarios()) {
            if (scenario.position().line() <= line) {
                found = scenario;
            }
        }
        return found;
    }

    private boolean isWanted(Scenario scenario) {
        return filters.isEmpty()
                || filters.stream()
                        .anyMatch(word -> scenario.tags().contains(word)
                                || scenario.name().toLowerCase(Locale.ROOT).contains(word.toLowerCase(Locale.ROOT)));
    }

    /** The newest is the last of x86-64 where there is one: that is what most people run. */
    private String kernelFor(Scenario scenario, ScenarioFile file) {
        List<String> known = kernel.isEmpty()
                ? Campaign.jobs(List.of(file), List.of(), each -> each == scenario).stream()
                        .map(Campaign.Job::kernel)
                        .toList()
                : KernelNames.expand(List.of(kernel));
        if (known.isEmpty()) {
            throw new UsageException("no kernel for scenario '" + scenario.name() + "'");
        }
        List<String> usual =
                known.stream().filter(name -> name.endsWith("-amd64")).toList();
        List<String> chosen = usual.isEmpty() ? known : usual;
        List<String> shipped = Kernels.shippedNames();
        return chosen.stream()
                .max(java.util.Comparator.comparingInt(shipped::indexOf))
                .orElseThrow();
    }

    static Path path(Campaign.Job job) {
        return job.file().path();
    }
}
