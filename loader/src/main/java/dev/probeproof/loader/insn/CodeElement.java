// SPDX-License-Identifier: MIT
package dev.probeproof.loader.insn;

import org.jspecify.annotations.Nullable;

/**
 * What a {@link Code} is a list of: statements, and labels between them. Elements have identity and belong to at most one
 * code at a time.
 */
public abstract sealed class CodeElement permits Label, Statement {
    /** In the instructions that the code was made of; -1 for what was added. */
    static final int NEW = -1;

    final int origin;

    @Nullable
    Code owner;

    @Nullable
    CodeElement previous;

    @Nullable
    CodeElement next;

    CodeElement(int origin) {
        this.origin = origin;
    }

    /** Slots that it takes in the assembled program. */
    abstract int slots();
}
