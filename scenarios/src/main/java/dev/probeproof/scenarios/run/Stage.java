// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.run;

import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.scenarios.model.Action;
import dev.probeproof.scenarios.model.RunRecord;
import dev.probeproof.scenarios.model.Scenario;
import dev.probeproof.scenarios.model.Step;
import java.util.List;
import java.util.Optional;

/** Where a scenario happens: a kernel, and what is there of tasks, CPUs and time. */
interface Stage {
    KernelBackend kernel();

    /** How many values per-CPU maps have. */
    int cpus();

    /** Makes it as it is at the start. */
    void set(Scenario scenario);

    /** Goes to the task, the CPU and the time of a step. */
    void enter(Step step);

    /** Lets time pass. */
    void pass(long nanoseconds);

    /** Nanoseconds since boot. */
    long now();

    int cpu();

    /** The scenario's name of the task that steps happen in; empty if it is none of its. */
    String task();

    /** What is recorded of everything; empty if only results are. */
    default Optional<Observation> observation() {
        return Optional.empty();
    }

    /** Whether anything depended on random numbers. */
    default boolean hasUsedRandom() {
        return false;
    }

    /** Has an event happen, and tells what ran; nothing for what is no event. */
    List<RunRecord> happen(Action action, Step.Stack stack);
}
