// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.assertions;

import dev.probeproof.scenarios.judge.Judge;
import dev.probeproof.scenarios.judge.Seen;
import dev.probeproof.scenarios.model.EventRecord;
import dev.probeproof.scenarios.model.Expectation;
import dev.probeproof.scenarios.model.JavaValues;
import dev.probeproof.scenarios.model.MapRecord;
import dev.probeproof.scenarios.model.Mismatch;
import dev.probeproof.scenarios.model.RunRecord;
import dev.probeproof.scenarios.model.StepRecord;
import dev.probeproof.scenarios.model.Value;
import dev.probeproof.scenarios.run.ProbedKernel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What was seen, and what has been asserted about it so far: that is what {@code hasNothingElse} leaves out. */
final class Witness {
    private final Judge judge;
    private final Seen seen;
    private final String kernel;
    private final List<Expectation.RunExpectation> runs = new ArrayList<>();
    private final List<Expectation.MapExpectation> maps = new ArrayList<>();
    private final List<Expectation.EventExpectation> events = new ArrayList<>();
    private Optional<Value.Items> printed = Optional.empty();

    private Witness(Judge judge, Seen seen, String kernel) {
        this.judge = judge;
        this.seen = seen;
        this.kernel = kernel;
    }

    static Witness of(ProbedKernel kernel) {
        return new Witness(kernel.judge(), kernel.seen(), kernel.target().name());
    }

    static Witness of(StepRecord step) {
        return of(step.runs(), step.events(), List.of());
    }

    static Witness of(List<RunRecord> runs, List<EventRecord> events, List<MapRecord> maps) {
        return new Witness(new Judge(new PlainWords()), new RecordsSeen(runs, events, maps), "");
    }

    /** In front of messages; empty if it is not known. */
    String kernel() {
        return kernel;
    }

    Seen seen() {
        return seen;
    }

    List<Mismatch> judge(Expectation.RunExpectation run) {
        runs.add(run);
        return judge(List.of(run), List.of(), List.of(), List.of(), Optional.empty(), false);
    }

    List<Mismatch> judge(Expectation.MapExpectation map) {
        maps.add(map);
        return judge(List.of(), List.of(map), List.of(), List.of(), Optional.empty(), false);
    }

    List<Mismatch> judge(Expectation.EventExpectation records) {
        events.add(records);
        return judge(List.of(), List.of(), List.of(), List.of(records), Optional.empty(), false);
    }

    List<Mismatch> judge(Value.Field variable) {
        return judge(List.of(), List.of(), List.of(variable), List.of(), Optional.empty(), false);
    }

    List<Mismatch> judgePrinted(Value.Items lines) {
        printed = Optional.of(lines);
        return judge(List.of(), List.of(), List.of(), List.of(), printed, false);
    }

    List<Mismatch> judgeRest() {
        return judge(List.copyOf(runs), List.copyOf(maps), List.of(), List.copyOf(events), printed, true);
    }

    private List<Mismatch> judge(
            List<Expectation.RunExpectation> someRuns,
            List<Expectation.MapExpectation> someMaps,
            List<Value.Field> variables,
            List<Expectation.EventExpectation> someEvents,
            Optional<Value.Items> lines,
            boolean nothingElse) {
        List<Expectation.RunExpectation> allRuns = new ArrayList<>(someRuns);
        // A fault that was asserted before is no surprise now.
        runs.stream()
                .filter(run -> run.fault().isPresent() && !someRuns.contains(run))
                .forEach(allRuns::add);
        Expectation expectation = new Expectation(
                JavaValues.NOWHERE, allRuns, someMaps, variables, someEvents, lines, nothingElse, List.of());
        return judge.judge(expectation, seen).stream().distinct().toList();
    }
}
