// SPDX-License-Identifier: MIT
package dev.probeproof.loader.btf;

import dev.probeproof.loader.error.ProbeproofException;

/**
 * Something was looked for in types that had been cut down without it: whether the kernel has it cannot be said. Not to
 * be taken for its absence.
 */
public final class MinimizedBtfException extends ProbeproofException {
    private final String source;
    private final String subject;

    MinimizedBtfException(String source, String subject) {
        super(source + ": cannot tell whether the kernel has " + subject
                + ": these types were cut down to what other objects and definitions need"
                + "\n  hint: take the whole types, or run 'btf minimize' again with this object or definition");
        this.source = source;
        this.subject = subject;
    }

    /** The file with the types. */
    public String source() {
        return source;
    }

    /** What was looked for, such as {@code struct 'task_struct'}. */
    public String subject() {
        return subject;
    }
}
