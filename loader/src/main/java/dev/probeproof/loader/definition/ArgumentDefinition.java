// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition;

import org.jspecify.annotations.Nullable;

/**
 * One argument of a {@link ProbeDefinition}: a C path, a fetch, or both. With both, the fetch is what is executed, and
 * the path is the <em>claim</em> of what it yields, to be proved.
 *
 * @param label what the argument is called; unique in its definition
 * @param text the argument as written
 * @param column where the text starts in the definition, from 1
 * @param type what to read at the end of the path instead of what its C type says, in the words of the kernel's trace
 *     events: {@code file->f_mode:u8}; null for what the C type says
 * @param optional one of many that a word such as {@code $vars} stands for: it is left out where no place has it
 */
public record ArgumentDefinition(
        String label,
        String text,
        int column,
        @Nullable PathExpression path,
        @Nullable FetchExpression fetch,
        @Nullable FetchType type,
        boolean optional) {
    public ArgumentDefinition {
        if (path == null && fetch == null) {
            throw new IllegalArgumentException("an argument needs a path or a fetch: " + text);
        }
    }

    public ArgumentDefinition(
            String label, String text, int column, @Nullable PathExpression path, @Nullable FetchExpression fetch) {
        this(label, text, column, path, fetch, null, false);
    }

    /** The path says what the fetch is supposed to yield. */
    public boolean isClaim() {
        return path != null && fetch != null;
    }
}
