// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.assertions;

import dev.probeproof.scenarios.model.JavaValues;

/**
 * Assertions about one fetched argument.
 *
 * @param <A> in what its run is
 */
public final class FetchedAssert<A> {
    private final RunsAssert<A> runs;
    private final String argument;

    FetchedAssert(RunsAssert<A> runs, String argument) {
        this.runs = runs;
        this.argument = argument;
    }

    /** A value or a matcher; integers as the type of the argument has them, texts without their NUL. */
    public RunsAssert<A> isEqualTo(Object value) {
        return runs.checkFetched(argument, JavaValues.expected(value));
    }

    /** It could not be fetched. */
    public RunsAssert<A> failed() {
        return runs.checkFetched(argument, JavaValues.word("failed"));
    }
}
