// SPDX-License-Identifier: MIT
package dev.probeproof.loader.kernel;

/** How much the verifier writes, as {@code log_level} of {@code BPF_PROG_LOAD}. */
public enum VerifierLogLevel {
    /** Nothing, unless the program is refused. */
    ON_REJECTION(0),
    /** Branches and states. */
    BRANCHES(1),
    /** Every instruction. */
    INSTRUCTIONS(2);

    private final int number;

    VerifierLogLevel(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}
