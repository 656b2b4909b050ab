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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Many scenarios on many kernels. Each kernel's types are read once, and its scenarios run on all CPUs: every scenario
 * has an emulated kernel of its own, and what these share never changes. Results come in the order of files, scenarios and kernels, whatever was done first.
 */
public final class Campaign {
    /** A scenario on a kernel. */
    public record Job(ScenarioFile file, Scenario scenario, String kernel) {}

    /** Jobs that a thread takes at a time: few enough that all threads end together, too many to wait for each other. */
    private static final int PART = 25;

    private final ScenarioRunner runner;

    public Campaign(Recording recording) {
        runner = new ScenarioRunner(recording);
    }

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
     * @param done told of each result on the caller's thread, kernel by kernel; false ends the campaign, and what other
     *     threads have done meanwhile does not count
     * @return the results there are, in the order of the jobs
     */
    public List<ScenarioResult> run(List<Job> jobs, Predicate<ScenarioResult> done) {
        Map<String, List<Integer>> byKernel = new LinkedHashMap<>();
        for (int i = 0; i < jobs.size(); i++) {
            byKernel.computeIfAbsent(jobs.get(i).kernel(), name -> new ArrayList<>())
                    .add(i);
        }
        List<Part> parts = new ArrayList<>();
        byKernel.forEach((name, indexes) -> {
            SharedKernel kernel = new SharedKernel(name, (indexes.size() + PART - 1) / PART);
            for (int from = 0; from < indexes.size(); from += PART) {
                parts.add(new Part(kernel, indexes.subList(from, Math.min(indexes.size(), from + PART))));
            }
        });
        @Nullable ScenarioResult[] results = new ScenarioResult[jobs.size()];
        AtomicBoolean stopped = new AtomicBoolean();
        InOrder.run(
                parts,
                part -> carryOut(part, jobs, stopped),
                some -> some.forEach((index, result) -> {
                    if (!stopped.get()) {
                        results[index] = result;
                        stopped.set(!done.test(result));
                    }
                }));
        return Arrays.stream(results).filter(Objects::nonNull).toList();
    }

    private Map<Integer, ScenarioResult> carryOut(Part part, List<Job> jobs, AtomicBoolean stopped) {
        Map<Integer, ScenarioResult> results = new LinkedHashMap<>();
        try {
            for (int index : part.indexes()) {
                if (stopped.get()) {
                    break;
                }
                Job job = jobs.get(index);
                results.put(index, part.kernel().run(job));
            }
        } finally {
            part.kernel().done();
        }
        return results;
    }

    /** Some of the jobs on one kernel. */
    private record Part(SharedKernel kernel, List<Integer> indexes) {}

    /** A kernel that is read when the first part of its jobs needs it, and let go of after the last. */
    private final class SharedKernel {
        private final String name;
        private int partsLeft;
        private @Nullable TargetKernel kernel;
        private @Nullable ProbeproofException unreadable;

        SharedKernel(String name, int parts) {
            this.name = name;
            this.partsLeft = parts;
        }

        ScenarioResult run(Job job) {
            try {
                return runner.run(job.scenario(), job.file().path(), target());
            } catch (ProbeproofException reason) {
                return ScenarioResult.errored(job.scenario(), name, String.valueOf(reason.getMessage()), List.of());
            }
        }

        private synchronized TargetKernel target() {
            if (unreadable != null) {
                throw unreadable;
            }
            TargetKernel known = kernel;
            if (known == null) {
                try {
                    known = Kernels.byName(name);
                } catch (ProbeproofException reason) {
                    unreadable = reason;
                    throw reason;
                }
                kernel = known;
            }
            return known;
        }

        synchronized void done() {
            partsLeft--;
            if (partsLeft == 0 && kernel != null) {
                runner.forget(kernel);
                kernel = null;
            }
        }
    }
}
