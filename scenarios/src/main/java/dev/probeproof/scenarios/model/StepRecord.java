// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.model;

import java.util.List;

/**
 * What happened in a step.
 *
 * @param number of the step in the scenario, from 1
 * @param at nanoseconds since boot when it began
 * @param task the name of the task that it happened in
 * @param runs of programs, in order
 * @param events records that came out of buffers after it
 * @param changes of maps
 */
public record StepRecord(
        Step step,
        int number,
        long at,
        int cpu,
        String task,
        List<RunRecord> runs,
        List<EventRecord> events,
        List<MapRecord.Change> changes) {
    public StepRecord {
        runs = List.copyOf(runs);
        events = List.copyOf(events);
        changes = List.copyOf(changes);
    }
}
