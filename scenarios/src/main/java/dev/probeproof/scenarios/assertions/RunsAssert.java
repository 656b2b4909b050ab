// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.assertions;

import dev.probeproof.scenarios.model.Expectation;
import dev.probeproof.scenarios.model.JavaValues;
import dev.probeproof.scenarios.model.Value;
import java.util.List;
import java.util.Optional;

/**
 * Assertions about the runs of one program; each holds for all of them.
 *
 * @param <A> in what they are
 */
public final class RunsAssert<A> {
    private final SeenAssert<A> seen;
    private final String program;

    RunsAssert(SeenAssert<A> seen, String program) {
        this.seen = seen;
        this.program = program;
    }

    RunsAssert<A> ran() {
        return check(Optional.empty(), Optional.empty(), List.of(), Optional.empty());
    }

    /** So often; a matcher counts as well. */
    public RunsAssert<A> ranTimes(Object times) {
        return check(Optional.of(JavaValues.expected(times)), Optional.empty(), List.of(), Optional.empty());
    }

    public RunsAssert<A> returned(Object value) {
        return check(Optional.empty(), Optional.of(JavaValues.expected(value)), List.of(), Optional.empty());
    }

    /** An argument that the prologue fetched, by its name. */
    public FetchedAssert<A> fetched(String argument) {
        return new FetchedAssert<>(this, argument);
    }

    /** The same in one call. */
    public RunsAssert<A> fetched(String argument, Object value) {
        return fetched(argument).isEqualTo(value);
    }

    /** It ended with a fault whose message has these words. */
    public RunsAssert<A> faulted(String words) {
        return check(
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.of(new Value.Word(words, true, JavaValues.NOWHERE)));
    }

    /** Back to everything. */
    public SeenAssert<A> and() {
        return seen;
    }

    /** As {@link SeenAssert#hasNothingElse}. */
    public SeenAssert<A> hasNothingElse() {
        return seen.hasNothingElse();
    }

    RunsAssert<A> checkFetched(String argument, Value expected) {
        Value.Field field = new Value.Field(argument, JavaValues.NOWHERE, expected);
        return check(Optional.empty(), Optional.empty(), List.of(field), Optional.empty());
    }

    private RunsAssert<A> check(
            Optional<Value> times, Optional<Value> returns, List<Value.Field> fetched, Optional<Value> fault) {
        seen.check(new Expectation.RunExpectation(JavaValues.word(program), times, returns, fetched, fault));
        return this;
    }
}
