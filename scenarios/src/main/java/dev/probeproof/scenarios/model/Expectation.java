// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.model;

import java.util.List;
import java.util.Optional;

/**
 * What is expected of a step, or at the end of a scenario. A fault that nobody expects is always a failure, and so is a
 * program that was to run and did not; everything else that is not said here may be as it likes, unless {@link
 * #nothingElse()}.
 *
 * @param runs of programs, in any order
 * @param maps what is in them now
 * @param variables global variables of the programs, by path
 * @param events records that came out of ring buffers and perf buffers, in their order
 * @param printed lines of {@code bpf_printk}, if it is said which
 * @param nothingElse whether everything that happened must have been expected: each run, record, line, and each entry of
 *     every map
 * @param perKernel what holds in place of it on kernels of that name or glob; the first that fits counts
 */
public record Expectation(
        SourcePosition position,
        List<RunExpectation> runs,
        List<MapExpectation> maps,
        List<Value.Field> variables,
        List<EventExpectation> events,
        Optional<Value.Items> printed,
        boolean nothingElse,
        List<OnKernel> perKernel) {
    public Expectation {
        runs = List.copyOf(runs);
        maps = List.copyOf(maps);
        variables = List.copyOf(variables);
        events = List.copyOf(events);
        perKernel = List.copyOf(perKernel);
    }

    /** No expectation at all but that nothing faults. */
    public static Expectation none(SourcePosition position) {
        return new Expectation(
                position, List.of(), List.of(), List.of(), List.of(), Optional.empty(), false, List.of());
    }

    /** An expectation for some kernels. */
    public record OnKernel(Value.Word kernels, Expectation expectation) {}

    /**
     * A program that runs.
     *
     * @param times how often in this step (a matcher: a number, {@code {at-least: 2}}); at least once if absent
     * @param returns what it returns
     * @param fetched what its prologue fetched, by the names of the arguments
     * @param fault words that the fault's message has, or {@code any}; none may occur if absent
     */
    public record RunExpectation(
            Value.Word program,
            Optional<Value> times,
            Optional<Value> returns,
            List<Value.Field> fetched,
            Optional<Value> fault) {
        public RunExpectation {
            fetched = List.copyOf(fetched);
        }
    }

    /**
     * What a map holds.
     *
     * @param entries each with {@code key} and {@code value} (for per-CPU maps also {@code values} or {@code sum})
     * @param whole whether these are all: a list says so, {@code has:} does not
     * @param absent keys that are not in it
     * @param count how many entries it has
     */
    public record MapExpectation(
            Value.Word map, List<Value.Fields> entries, boolean whole, List<Value> absent, Optional<Value> count) {
        public MapExpectation {
            entries = List.copyOf(entries);
            absent = List.copyOf(absent);
        }
    }

    /**
     * Records of a buffer.
     *
     * @param type of a record, such as {@code struct event}; absent if the map or a single fitting type says it
     * @param records in order; each a mapping of members, {@code {type: ..., ...}} where they differ, or {@code hex: ...}
     * @param whole whether these are all: a list says so, {@code has:} does not
     */
    public record EventExpectation(Value.Word map, Optional<Value.Word> type, List<Value> records, boolean whole) {
        public EventExpectation {
            records = List.copyOf(records);
        }
    }
}
