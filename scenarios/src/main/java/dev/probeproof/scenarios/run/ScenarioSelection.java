// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.run;

import dev.probeproof.loader.error.Nearest;
import dev.probeproof.scenarios.format.ScenarioReader;
import dev.probeproof.scenarios.input.InputFile;
import dev.probeproof.scenarios.kernels.KernelNames;
import dev.probeproof.scenarios.kernels.Kernels;
import dev.probeproof.scenarios.model.Scenario;
import dev.probeproof.scenarios.model.ScenarioFile;
import dev.probeproof.scenarios.model.SourcePosition;
import dev.probeproof.scenarios.model.Value;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Chooses scenarios of a file, each on one kernel, for those who look at one closely. */
public final class ScenarioSelection {
    private static final Pattern WITH_LINE = Pattern.compile("(.+):([1-9]\\d{0,8})");

    private ScenarioSelection() {}

    /**
     * Those with a tag or a part of a name, or the one at a line.
     *
     * @param path {@code latency.yaml}, or {@code latency.yaml:24}
     * @param words tags, or parts of names in whichever case; empty for all
     * @param kernel a name or a file; empty for the newest that the scenario names, of x86-64 if there is one
     * @throws ScenarioException if none is chosen
     */
    public static List<Campaign.Job> of(String path, List<String> words, String kernel) {
        String file = path;
        int line = 0;
        Matcher parts = WITH_LINE.matcher(path);
        if (parts.matches() && !Files.exists(InputFile.path(path))) {
            file = parts.group(1);
            line = Integer.parseInt(parts.group(2));
        }
        ScenarioFile read = ScenarioReader.read(InputFile.path(file));
        List<Campaign.Job> jobs = new ArrayList<>();
        for (Scenario scenario : read.scenarios()) {
            if ((line == 0 || scenario == at(read, line)) && isWanted(scenario, words)) {
                jobs.add(new Campaign.Job(read, scenario, kernelFor(scenario, read, kernel)));
            }
        }
        if (jobs.isEmpty()) {
            List<String> names = read.scenarios().stream().map(Scenario::name).toList();
            List<String> nearest = words.isEmpty() ? List.of() : Nearest.of(words.get(0), names);
            throw new ScenarioException(
                    new SourcePosition(file, Math.max(1, line), 1),
                    "no scenario is chosen"
                            + (nearest.isEmpty()
                                    ? "; there are '" + String.join("', '", names) + "'"
                                    : Nearest.suffix(nearest)));
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

    private static boolean isWanted(Scenario scenario, List<String> words) {
        return words.isEmpty()
                || words.stream()
                        .anyMatch(word -> scenario.tags().contains(word)
                                || scenario.name().toLowerCase(Locale.ROOT).contains(word.toLowerCase(Locale.ROOT)));
    }

    private static String kernelFor(Scenario scenario, ScenarioFile file, String kernel) {
        List<String> known = kernel.isEmpty()
                ? Campaign.jobs(List.of(file), List.of(), each -> each == scenario).stream()
                        .map(Campaign.Job::kernel)
                        .toList()
                : KernelNames.expand(List.of(kernel));
        List<String> usual =
                known.stream().filter(name -> name.endsWith("-amd64")).toList();
        List<String> shipped = Kernels.shippedNames();
        return (usual.isEmpty() ? known : usual)
                .stream()
                        .max(Comparator.comparingInt(shipped::indexOf))
                        .orElseThrow(() -> new ScenarioException(
                                scenario.position(), "no kernel for scenario '" + scenario.name() + "'"));
    }

    /** Where sources of a scenario's objects may be: beside the objects, beside the scenario, here. */
    public static List<Path> sourceFolders(Campaign.Job job) {
        List<Path> folders = new ArrayList<>();
        Path folder = job.file().path().toAbsolutePath().getParent();
        for (Value.Word object : job.scenario().objects()) {
            Path of = InputFile.path(object.text());
            Path resolved = folder == null ? of : folder.resolve(of);
            if (resolved.getParent() != null) {
                folders.add(resolved.getParent().normalize());
            }
        }
        if (folder != null) {
            folders.add(folder);
        }
        folders.add(Path.of("").toAbsolutePath());
        return folders;
    }
}
