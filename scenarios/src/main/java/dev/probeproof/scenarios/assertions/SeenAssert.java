// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.assertions;

import dev.probeproof.scenarios.model.Expectation;
import dev.probeproof.scenarios.model.JavaValues;
import dev.probeproof.scenarios.model.Mismatch;
import dev.probeproof.scenarios.model.RunRecord;
import dev.probeproof.scenarios.model.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.assertj.core.api.AbstractAssert;

/**
 * Assertions about what was seen.
 *
 * @param <A> in what
 */
public class SeenAssert<A> extends AbstractAssert<SeenAssert<A>, A> {
    private final Witness witness;

    SeenAssert(A actual, Witness witness) {
        super(actual, SeenAssert.class);
        this.witness = witness;
    }

    /** A program, which ran at least once. What is said of it then holds for each of its runs. */
    public RunsAssert<A> run(String program) {
        isNotNull();
        RunsAssert<A> runs = new RunsAssert<>(this, program);
        return runs.ran();
    }

    /** A program that may not have run. */
    public SeenAssert<A> didNotRun(String program) {
        return new RunsAssert<>(this, program).ranTimes(0).and();
    }

    /** What a map held. */
    public MapAssert<A> map(String name) {
        isNotNull();
        return new MapAssert<>(this, name);
    }

    /** Records that came out of a ring buffer or perf buffer. */
    public EventsAssert<A> events(String buffer) {
        isNotNull();
        return new EventsAssert<>(this, buffer);
    }

    /** A global variable, by its path: {@code exits}, {@code config.limits[2]}. */
    public SeenAssert<A> hasVariable(String path, Object value) {
        isNotNull();
        check(witness.judge(new Value.Field(path, JavaValues.NOWHERE, JavaValues.expected(value))));
        return this;
    }

    /** The lines of {@code bpf_printk}: all of them, in order. */
    public SeenAssert<A> printed(Object... lines) {
        isNotNull();
        check(witness.judgePrinted((Value.Items) JavaValues.expected(Arrays.asList(lines))));
        return this;
    }

    /** No program ended with a fault, or was told that memory that it followed a pointer to had never been set. */
    public SeenAssert<A> followedNoUnsetPointer() {
        isNotNull();
        List<String> notes = witness.seen().runs().stream()
                .map(RunRecord::notes)
                .flatMap(List::stream)
                .distinct()
                .toList();
        if (!notes.isEmpty()) {
            fail("no pointer that nobody set is followed", String.join("\n            ", notes));
        }
        return this;
    }

    /** Nothing happened but what was asserted about in this chain: no other program, record, printed line, or map entry. */
    public SeenAssert<A> hasNothingElse() {
        isNotNull();
        check(witness.judgeRest());
        return this;
    }

    Witness witness() {
        return witness;
    }

    void check(Expectation.RunExpectation run) {
        boolean unknown = witness.seen() instanceof RecordsSeen
                && !witness.seen().programs().contains(run.program().text());
        boolean none = unknown
                && run.times().filter(times -> times.toString().equals("0")).isPresent();
        if (unknown && !none) {
            fail(
                    "program '" + run.program().text() + "' to run",
                    "it did not run; "
                            + (witness.seen().programs().isEmpty()
                                    ? "no program did"
                                    : "these did: "
                                            + String.join(", ", witness.seen().programs())));
        } else if (!none) {
            check(witness.judge(run));
        }
    }

    void check(List<Mismatch> mismatches) {
        if (mismatches.size() == 1) {
            Mismatch only = mismatches.get(0);
            throw failureWithActualExpected(only.actual(), only.expected(), "%s", prefix() + words(only));
        } else if (!mismatches.isEmpty()) {
            throw failure(
                    "%s", prefix() + mismatches.stream().map(SeenAssert::words).collect(Collectors.joining("\n")));
        }
    }

    private void fail(String expected, String seen) {
        throw failure("%s", prefix() + "what ran\n  expected: " + expected + "\n  but was:  " + seen);
    }

    private String prefix() {
        return Optional.of(witness.kernel())
                .filter(name -> !name.isEmpty())
                .map(name -> "on " + name + ": ")
                .orElse("");
    }

    private static String words(Mismatch mismatch) {
        return mismatch.message().substring((mismatch.position() + ": ").length());
    }
}
