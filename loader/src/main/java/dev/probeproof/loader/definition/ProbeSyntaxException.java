// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition;

import dev.probeproof.loader.error.Nearest;
import dev.probeproof.loader.error.ProbeproofException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A probe definition cannot be read: what is wrong, and at which column. */
public final class ProbeSyntaxException extends ProbeproofException {
    private final String text;
    private final int column;
    private final String problem;
    private final List<String> candidates;
    private final @Nullable String originalError;

    public ProbeSyntaxException(String text, int column, String problem) {
        this(text, column, problem, List.of());
    }

    /**
     * @param text the definition
     * @param column of the first character that does not fit, from 1
     * @param problem what is wrong there
     * @param candidates what may have been meant, nearest first
     */
    public ProbeSyntaxException(String text, int column, String problem, List<String> candidates) {
        this(text, column, problem, candidates, null);
    }

    private ProbeSyntaxException(
            String text, int column, String problem, List<String> candidates, @Nullable String originalError) {
        super("probe definition, column " + column + ": " + problem + Nearest.suffix(candidates)
                + Caret.under(text, column));
        this.text = text;
        this.column = column;
        this.problem = problem;
        this.candidates = List.copyOf(candidates);
        this.originalError = originalError;
    }

    /** The same, called by the name that the original of a compatible language has for it; the innermost name stays. */
    public ProbeSyntaxException called(String originalError) {
        return this.originalError != null
                ? this
                : new ProbeSyntaxException(text, column, problem, candidates, originalError);
    }

    /** The definition. */
    public String text() {
        return text;
    }

    /** The first character that does not fit, from 1. */
    public int column() {
        return column;
    }

    /** What is wrong there, without the place and the nearest names. */
    public String problem() {
        return problem;
    }

    /** What may have been meant, nearest first. */
    public List<String> candidates() {
        return candidates;
    }

    /**
     * What the original of a compatible language calls this error, such as {@code PROGCONF_TERM} of perf; null where it has no
     * name for it, and for our own language.
     */
    public @Nullable String originalError() {
        return originalError;
    }
}
