// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition.perf;

import dev.probeproof.loader.definition.ProbeSyntaxException;
import dev.probeproof.loader.definition.TextSlice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A probe as {@code perf probe} reads it: {@code [[GROUP:]EVENT=]POINT [ARGUMENT …]}.
 *
 * @param text the whole definition
 * @param group of the event; null if not said
 * @param event its name; null to be named after the point
 */
public record PerfProbe(
        String text,
        @Nullable String group,
        @Nullable String event,
        PerfPoint point,
        List<PerfArgument> arguments) {
    /** Arguments that one definition may have. */
    public static final int MAX_ARGUMENTS = 128;

    public PerfProbe {
        arguments = List.copyOf(arguments);
    }

    /**
     * Reads a definition.
     *
     * @throws ProbeSyntaxException if it is none
     */
    public static PerfProbe parse(String text, PerfDialect dialect) {
        return parse(TextSlice.of(text), dialect);
    }

    /** Reads a definition that is part of a text. */
    public static PerfProbe parse(TextSlice definition, PerfDialect dialect) {
        return new PerfProbeParser(definition, dialect).probe();
    }

    /** The probe is at the return of a function. */
    public boolean onReturn() {
        return point.onReturn();
    }

    /** Whether debug information has to be asked: a file, a line, a pattern, a C path or {@code $vars} is used. */
    public boolean needsDebugInformation() {
        return point.needsDebugInformation()
                || arguments.stream().anyMatch(argument -> !(argument.value() instanceof PerfValue.Raw));
    }

    @Override
    public String toString() {
        return text;
    }
}
