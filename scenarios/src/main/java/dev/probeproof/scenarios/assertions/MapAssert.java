// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.assertions;

import dev.probeproof.scenarios.model.Expectation;
import dev.probeproof.scenarios.model.JavaValues;
import dev.probeproof.scenarios.model.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Assertions about what a map held. Elements of arrays that are all zero do not count; values of per-CPU maps are lists.
 *
 * @param <A> in what it is
 */
public final class MapAssert<A> {
    private final SeenAssert<A> seen;
    private final String map;

    MapAssert(SeenAssert<A> seen, String map) {
        this.seen = seen;
        this.map = map;
    }

    /** Among others. */
    public MapAssert<A> containsEntry(Object key, Object value) {
        return check(List.of(Map.entry(key, value)), false, List.of(), Optional.empty());
    }

    /** Whatever its value is. */
    public MapAssert<A> containsKey(Object key) {
        return check(List.of(Map.entry(key, ProbeproofAssertions.any())), false, List.of(), Optional.empty());
    }

    public MapAssert<A> doesNotContainKey(Object key) {
        return check(List.of(), false, List.of(JavaValues.expected(key)), Optional.empty());
    }

    /** These and no others, in any order. {@link ProbeproofAssertions#entry} or {@link Map#entry} makes one. */
    public MapAssert<A> containsOnly(Map.Entry<?, ?>... entries) {
        return check(List.of(entries), true, List.of(), Optional.empty());
    }

    public MapAssert<A> isEmpty() {
        return check(List.of(), true, List.of(), Optional.empty());
    }

    /** So many entries; a matcher counts as well. */
    public MapAssert<A> hasSize(Object entries) {
        return check(List.of(), false, List.of(), Optional.of(JavaValues.expected(entries)));
    }

    /** Back to everything. */
    public SeenAssert<A> and() {
        return seen;
    }

    /** As {@link SeenAssert#hasNothingElse}. */
    public SeenAssert<A> hasNothingElse() {
        return seen.hasNothingElse();
    }

    private MapAssert<A> check(
            List<? extends Map.Entry<?, ?>> entries, boolean whole, List<Value> absent, Optional<Value> count) {
        List<Value.Fields> fields = new ArrayList<>();
        for (Map.Entry<?, ?> entry : entries) {
            fields.add(new Value.Fields(
                    List.of(
                            new Value.Field("key", JavaValues.NOWHERE, JavaValues.expected(entry.getKey())),
                            new Value.Field("value", JavaValues.NOWHERE, JavaValues.expected(entry.getValue()))),
                    JavaValues.NOWHERE));
        }
        seen.check(seen.witness()
                .judge(new Expectation.MapExpectation(JavaValues.word(map), fields, whole, absent, count)));
        return this;
    }
}
