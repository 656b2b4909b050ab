// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.explain;

/**
 * A line of a verifier log.
 *
 * @param slot instruction it is about, or -1
 * @param from for {@link Kind#FROM}, the jump that the path comes from; else -1
 * @param text the instruction, the C line or the message; the whole line otherwise
 * @param state registers and stack as printed there, or empty
 */
record LogLine(Kind kind, int slot, int from, String text, String state) {
    /** What it says. */
    enum Kind {
        /** An instruction that is followed, and what it changed. */
        INSTRUCTION,
        /** What is known before an instruction, or after a branch. */
        STATE,
        /** Another path begins. */
        FROM,
        /** A line of C. */
        SOURCE,
        /** What the verifier has to say: in the end, why not. */
        MESSAGE,
        /** Figures of the end. */
        STATISTICS,
        /** Everything else: backtracking, tables in front, what other tools put around. */
        OTHER
    }

    boolean is(Kind other) {
        return kind == other;
    }
}
