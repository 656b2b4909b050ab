// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.model;

import java.util.List;
import java.util.OptionalLong;

/**
 * What came of a scenario on one kernel.
 *
 * @param kernel its name
 * @param reason why there is no verdict, or why it was skipped; empty for the others
 * @param mismatches what was not as expected, in the order of the file
 * @param steps what happened, as far as it went
 * @param maps what every map held at the end
 * @param randomSeed of the random numbers, if programs asked for any
 * @param coverage of each program; empty unless all was to be recorded
 */
public record ScenarioResult(
        Scenario scenario,
        String kernel,
        Status status,
        String reason,
        List<Mismatch> mismatches,
        List<StepRecord> steps,
        List<MapRecord> maps,
        OptionalLong randomSeed,
        List<ProgramCoverage> coverage) {
    /** How it ended. */
    public enum Status {
        PASSED,
        /** Something was not as expected. */
        FAILED,
        /** It could not be carried out: a file is missing, a program is refused, a name does not exist on this kernel. */
        ERRORED,
        SKIPPED
    }

    public ScenarioResult {
        mismatches = List.copyOf(mismatches);
        steps = List.copyOf(steps);
        maps = List.copyOf(maps);
        coverage = List.copyOf(coverage);
    }

    /** Without random numbers and coverage. */
    public ScenarioResult(
            Scenario scenario,
            String kernel,
            Status status,
            String reason,
            List<Mismatch> mismatches,
            List<StepRecord> steps,
            List<MapRecord> maps) {
        this(scenario, kernel, status, reason, mismatches, steps, maps, OptionalLong.empty(), List.of());
    }

    /** The verdict alone: what happened takes a hundred times as much memory. */
    public ScenarioResult withoutSteps() {
        return new ScenarioResult(
                scenario, kernel, status, reason, mismatches, List.of(), List.of(), randomSeed, coverage);
    }

    public static ScenarioResult skipped(Scenario scenario, String kernel, String reason) {
        return new ScenarioResult(scenario, kernel, Status.SKIPPED, reason, List.of(), List.of(), List.of());
    }

    /** @param steps those that were carried out before */
    public static ScenarioResult errored(Scenario scenario, String kernel, String reason, List<StepRecord> steps) {
        return new ScenarioResult(scenario, kernel, Status.ERRORED, reason, List.of(), steps, List.of());
    }

    /** Instructions of all programs in all steps. */
    public long instructions() {
        return steps.stream()
                .flatMap(step -> step.runs().stream())
                .mapToLong(RunRecord::instructions)
                .sum();
    }

    /** Whether nothing is wrong with it: passed or skipped. */
    public boolean isFine() {
        return status == Status.PASSED || status == Status.SKIPPED;
    }
}
