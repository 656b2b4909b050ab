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
     * The prologue is the main function and calls the body as a function with r1 = context, r2 = bit mask of failed
     * arguments, r3 = pointer to a struct of arguments on the prologue's stack.
     */
    STRUCT
}
