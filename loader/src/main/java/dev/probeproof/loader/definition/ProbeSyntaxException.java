// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition;

import dev.probeproof.loader.error.Nearest;
import dev.probeproof.loader.error.ProbeproofException;
import java.util.List;

/** A probe definition cannot be read: what is wrong, and at which column. */
public final class ProbeSyntaxException extends ProbeproofException {
    private final String text;
    private final int column;
    private final List<String> candidates;

    ProbeSyntaxException(String text, int column, String problem) {
        this(text, column, problem, List.of());
    }

    /**
     * @param text the definition
     * @param column of the first character that does not fit, from 1
     * @param problem what is wrong there
     * @param candidates what may have been meant, nearest first
     */
    ProbeSyntaxException(String text, int column, String problem, List<String> candidates) {
        super("probe definition, column " + column + ": " + problem + Nearest.suffix(candidates)
                + Caret.under(text, column));
        this.text = text;
        this.column = column;
        this.candidates = List.copyOf(candidates);
    }

    /** The definition. */
    public String text() {
        return text;
    }

    /** The first character that does not fit, from 1. */
    public int column() {
        return column;
    }

    /** What may have been meant, nearest first. */
    public List<String> candidates() {
        return candidates;
    }
}
