// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition.perf;

import org.jspecify.annotations.Nullable;

/** The place that a {@link PerfProbe} names. Columns are those of the whole definition, from 1. */
public sealed interface PerfPoint {
    int column();

    /**
     * A place in a function.
     *
     * @param name without escapes; {@code *}, {@code ?} and {@code [a-z]} make it a glob
     * @param file a tail of the path of the file that defines it; null for any
     */
    record Function(String name, @Nullable String file, PerfPlace place, int column) implements PerfPoint {
        public boolean isGlob() {
            return name.indexOf('*') >= 0 || name.indexOf('?') >= 0 || name.indexOf('[') >= 0;
        }
    }

    /**
     * {@code FILE:LINE}.
     *
     * @param file a tail of its path
     * @param line from 1
     */
    record SourceLine(String file, int line, int column) implements PerfPoint {}

    /**
     * {@code FILE;PATTERN}: every line that matches.
     *
     * @param pattern a glob; blanks of the source line do not count
     */
    record SourcePattern(String file, String pattern, int column) implements PerfPoint {}

    /** {@code 0x…[%return]}: an address of the target, for a user program that of its file. */
    record Address(long address, boolean onReturn, int column) implements PerfPoint {}

    /**
     * {@code %[GROUP:]EVENT[@TARGET]}: a statically defined tracepoint.
     *
     * @param group its provider; null for any
     * @param target the file that contains it; null for any
     */
    record StaticTracepoint(
            @Nullable String group,
            String event,
            @Nullable String target,
            int column)
            implements PerfPoint {}

    /** The probe is at the return of a function. */
    default boolean onReturn() {
        return this instanceof Function function && function.place() instanceof PerfPlace.Return
                || this instanceof Address address && address.onReturn();
    }

    /** Whether the place cannot be found without line tables or descriptions of source files. */
    default boolean needsDebugInformation() {
        if (this instanceof Function function) {
            return function.file() != null
                    || function.place() instanceof PerfPlace.RelativeLine
                    || function.place() instanceof PerfPlace.Pattern;
        }
        return this instanceof SourceLine || this instanceof SourcePattern;
    }
}
