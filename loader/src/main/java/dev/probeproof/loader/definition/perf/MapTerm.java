// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition.perf;

import dev.probeproof.loader.definition.ProbeSyntaxException;
import java.util.List;

/**
 * What perf writes into a map before tracing begins: {@code map:NAME.value[IDX]=NUM} or {@code map:NAME.event[IDX]=EVENT}.
 *
 * @param map its name
 * @param indexes which elements; empty for all of them
 * @param text the term as written
 * @param column where it starts, from 1
 */
public record MapTerm(String map, List<Range> indexes, Content content, String text, int column) {
    public MapTerm {
        indexes = List.copyOf(indexes);
    }

    /** What every chosen element gets. */
    public sealed interface Content {
        /** A number, cut to the size of the element; the map is an array. */
        record Number(long value) implements Content {}

        /** The descriptor of an event that was opened before, that of the element's CPU; the map is a perf event array. */
        record Event(String name) implements Content {}
    }

    /** Indexes from {@code first} to {@code last}, both included; unsigned. */
    public record Range(long first, long last) {}

    /**
     * Reads terms with commas between them.
     *
     * @throws ProbeSyntaxException if they are none; {@link PerfError#of} says what perf calls the error
     */
    public static List<MapTerm> parse(String terms) {
        return new MapTermParser(terms).terms();
    }

    /**
     * Every index must exist.
     *
     * @param terms the whole text, for the message
     * @throws ProbeSyntaxException called {@code OBJCONF_MAP_IDX2BIG}
     */
    public void requireWithin(String terms, long maxEntries) {
        for (Range range : indexes) {
            if (Long.compareUnsigned(range.last(), maxEntries) >= 0) {
                throw new ProbeSyntaxException(
                                terms,
                                column,
                                "index " + Long.toUnsignedString(range.last()) + " is beyond map '" + map + "', which has "
                                        + maxEntries + " elements")
                        .called(PerfError.OBJCONF_MAP_IDX2BIG.name());
            }
        }
    }
}
