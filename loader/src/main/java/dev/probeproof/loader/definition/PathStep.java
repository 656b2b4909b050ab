// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition;

/** One step of a {@link PathExpression}. */
public sealed interface PathStep {
    /** Where the step's name or index starts in the definition, from 1. */
    int column();

    /**
     * Selects a member.
     *
     * @param arrow true for {@code ->}, which follows a pointer (or takes an array as one), false for {@code .}
     */
    record Member(String name, boolean arrow, int column) implements PathStep {
        @Override
        public String toString() {
            return (arrow ? "->" : ".") + name;
        }
    }

    /** Indexes an array in place, or a pointer's target. */
    record Index(long index, int column) implements PathStep {
        @Override
        public String toString() {
            return "[" + index + "]";
        }
    }
}
