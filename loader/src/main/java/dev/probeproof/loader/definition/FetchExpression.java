// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition;

import dev.probeproof.loader.fetch.Deref;
import dev.probeproof.loader.fetch.FetchLeaf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A fetch in the words of the kernel's {@code kprobe_events}, such as {@code +68(%di):u32}: registers by name, not yet
 * of any architecture.
 *
 * @param operand where it starts
 * @param derefs memory accesses, the innermost first
 * @param leaf what is read at the end; {@code x64} when nothing is said
 * @param text as written
 * @param column where the text starts in the definition, from 1
 * @param type as written; null if none is
 */
public record FetchExpression(
        FetchOperand operand,
        List<Deref> derefs,
        FetchLeaf leaf,
        String text,
        int column,
        @Nullable FetchType type) {
    public FetchExpression {
        derefs = List.copyOf(derefs);
    }

    /**
     * Reads a fetch, with its type if one follows.
     *
     * @throws ProbeSyntaxException if the text is none
     */
    public static FetchExpression parse(TextSlice text, FetchDialect dialect) {
        DefinitionScanner scanner = new DefinitionScanner(text, dialect);
        FetchExpression fetch = new FetchParser(scanner).fetch();
        scanner.requireEnd("after a fetch");
        return fetch;
    }
}
