// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.assertions;

import dev.probeproof.scenarios.model.Expectation;
import dev.probeproof.scenarios.model.JavaValues;
import dev.probeproof.scenarios.model.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Assertions about the records of a buffer, in their order.
 *
 * @param <A> in what they are
 */
public final class EventsAssert<A> {
    private final SeenAssert<A> seen;
    private final String buffer;
    private final Optional<Value.Word> type;

    EventsAssert(SeenAssert<A> seen, String buffer) {
        this(seen, buffer, Optional.empty());
    }

    private EventsAssert(SeenAssert<A> seen, String buffer, Optional<Value.Word> type) {
        this.seen = seen;
        this.buffer = buffer;
        this.type = type;
    }

    /** Read as a type of the object, {@code struct open_event}; without it, records are {@code struct event}. */
    public EventsAssert<A> ofType(String name) {
        return new EventsAssert<>(seen, buffer, Optional.of(JavaValues.word(name)));
    }

    /** These and no others; a {@link ProbeproofAssertions#struct} is compared in the members that it names. */
    public EventsAssert<A> containsExactly(Object... records) {
        return check(records, true);
    }

    /** These in this order, among others. */
    public EventsAssert<A> contains(Object... records) {
        return check(records, false);
    }

    public EventsAssert<A> isEmpty() {
        return check(new Object[0], true);
    }

    /** Back to everything. */
    public SeenAssert<A> and() {
        return seen;
    }

    /** As {@link SeenAssert#hasNothingElse}. */
    public SeenAssert<A> hasNothingElse() {
        return seen.hasNothingElse();
    }

    private EventsAssert<A> check(Object[] records, boolean whole) {
        List<Value> values = Arrays.stream(records).map(JavaValues::expected).toList();
        seen.check(
                seen.witness().judge(new Expectation.EventExpectation(JavaValues.word(buffer), type, values, whole)));
        return this;
    }
}
