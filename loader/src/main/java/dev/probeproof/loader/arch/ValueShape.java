// SPDX-License-Identifier: MIT
package dev.probeproof.loader.arch;

/**
 * What a calling convention must know of a type to place a value of it.
 *
 * @param sizeBytes of the type
 */
public record ValueShape(Kind kind, long sizeBytes) {
    public enum Kind {
        /** Integers, enums, bools and pointers. */
        INTEGER,
        /** A struct or union. */
        AGGREGATE,
        /** A struct or union with a field off its natural alignment. */
        PACKED_AGGREGATE,
        /** A floating-point number. */
        FLOAT,
        /** No value, as the result of a {@code void} function. */
        NOTHING,
        /** Not known well enough to say where it, and what follows it, is passed. */
        UNKNOWN
    }

    boolean isAggregate() {
        return kind == Kind.AGGREGATE || kind == Kind.PACKED_AGGREGATE;
    }
}
