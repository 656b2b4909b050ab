// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.number;

/** What is known of a conditional jump before it is followed. */
public enum Outcome {
    /** Taken for every possible value. */
    ALWAYS,
    /** Never taken. */
    NEVER,
    /** Both ways are possible as far as the verifier can tell. */
    UNKNOWN;

    static Outcome of(boolean taken) {
        return taken ? ALWAYS : NEVER;
    }

    Outcome inverted() {
        return switch (this) {
            case ALWAYS -> NEVER;
            case NEVER -> ALWAYS;
            case UNKNOWN -> UNKNOWN;
        };
    }
}
