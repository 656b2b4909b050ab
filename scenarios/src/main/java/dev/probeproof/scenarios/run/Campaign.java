// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.run;

import dev.probeproof.loader.error.ProbeproofException;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.scenarios.kernels.KernelNames;
import dev.probeproof.scenarios.kernels.Kernels;
import dev.probeproof.scenarios.model.Scenario;
import dev.probeproof.scenarios.model.ScenarioFile;
import dev.probeproof.scenarios.model.ScenarioResult;
import dev.probeproof.scenarios.model.Value;
import dev.probeproof.scenarios.parallel.InOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Many scenarios on many kernels. Each kernel's types are read once and its scenarios run one after the other; kernels run
 * beside each other. Results come in the order of files, scenarios and kernels, whatever was done first.
 */
public final class Campaign {
    /** A scenario on a kernel. */
    public record Job(ScenarioFile file, Scenario scenario, String kernel) {}

    private final ScenarioRunner runner = new ScenarioRunner();

    /**
     * What there is to do.
     *
     * @param kernels in place of those that the scenarios name; empty for those
     */
    public static List<Job> jobs(List<ScenarioFile> files, List<String> kernels, Predicate<Scenario> wanted) {
        List<Job> jobs = new ArrayList<>();
        for (ScenarioFile file : files) {
            for (Scenario scenario : file.scenarios()) {
                if (wanted.test(scenario)) {
                    for (String kernel : kernelsOf(scenario, kernels)) {
                        jobs.add(new Job(file, scenario, kernel));
                    }
                }
            }
        }
        return jobs;
    }

    private static List<String> kernelsOf(Scenario scenario, List<String> given) {
        if (!given.isEmpty()) {
            return KernelNames.expand(given);
        }
        List<String> own = new ArrayList<>();
        for (Value.Word name : scenario.kernels()) {
            Setting.at(name, () -> own.addAll(KernelNames.expand(List.of(name.text()))));
        }
        return own.isEmpty() ? Kernels.shippedNames() : own.stream().distinct().toList();
    }

    /**
     * Carries them out.
     *
     * @param done told of each result on the caller's thread, kernel by kernel; false ends the campaign
     * @return the results there are, in the order of the jobs
     */
    public List<ScenarioResult> run(List<Job> jobs, Predicate<ScenarioResult> done) {
        Map<String, List<Integer>> byKernel = new LinkedHashMap<>();
        for (int i = 0; i < jobs.size(); i++) {
            byKernel.computeIfAbsent(jobs.get(i).kernel(), name -> new ArrayList<>())
                    .add(i);
        }
        Map<Integer, ScenarioResult> results = new HashMap<>();
        boolean[] stopped = new boolean[1];
        Consumer<Map<Integer, ScenarioResult>> taker = some -> {
            results.putAll(some);
            some.values().forEach(result -> stopped[0] |= !done.test(result));
        };
        InOrder.run(byKernel.entrySet(), entry -> onKernel(entry.getKey(), entry.getValue(), jobs, stopped), taker);
        List<ScenarioResult> ordered = new ArrayList<>();
        for (int i = 0; i < jobs.size(); i++) {
            if (results.containsKey(i)) {
                ordered.add(results.get(i));
            }
        }
        return ordered;
    }

    private Map<Integer, ScenarioResult> onKernel(
            String name, List<Integer> indexes, List<Job> jobs, boolean[] stopped) {
        Map<Integer, ScenarioResult> results = new LinkedHashMap<>();
        TargetKernel kernel;
        try {
            kernel = Kernels.byName(name);
        } catch (ProbeproofException reason) {
            indexes.forEach(index -> results.put(
                    index,
                    ScenarioResult.errored(
                            jobs.get(index).scenario(), name, String.valueOf(reason.getMessage()), List.of())));
            return results;
        }
        for (int index : indexes) {
            if (stopped[0]) {
                break;
            }
            Job job = jobs.get(index);
            Path path = job.file().path();
            results.put(index, runner.run(job.scenario(), path, kernel));
        }
        return results;
    }
}
