// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition;

/** Whose fetches are read. */
public enum FetchDialect {
    /** Ours: blanks between words, {@code string(N)}, signed bit-fields; nothing that only a kernel's trace events know. */
    OURS,
    /**
     * The kernel's {@code kprobe_events}: numbers as in C, the type after the first colon, names of parameters, fields and
     * casts, {@code @+OFFSET}, {@code \"text"}.
     */
    KERNEL
}
