// SPDX-License-Identifier: MIT
package dev.probeproof.loader.instance;

/** How a prologue hands fetched arguments to the body. */
public enum PrologueLayout {
    /** No prologue. */
    NONE,
    /**
     * As perf did from 2015 to 2023, byte for byte: r2 is 0 or 1, r3 to r5 are at most three arguments.
     */
    PERF,
    /**
     * r1 = context, r2 = bit mask of failed arguments, r3 to r5 = at most three numbers, extended to 64 bits by their
     * types. Asked for by a {@code btf_decl_tag("probeproof:registers")} on the function, because its prototype looks
     * like that of {@link #PERF}.
     */
    REGISTERS,
    /**
     * The prologue is the main function and calls the body as a function with r1 = context, r2 = bit mask of failed
     * arguments, r3 = pointer to a struct of arguments on the prologue's stack.
     */
    STRUCT
}
