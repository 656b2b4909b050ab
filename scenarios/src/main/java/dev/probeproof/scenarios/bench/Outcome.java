// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.bench;

import java.util.Optional;

/**
 * What came of the first run of a program, on fresh maps.
 *
 * @param returnValue r0; where {@code executedInstructions} is not known, its low half
 * @param executedInstructions or {@link #UNKNOWN}
 */
record Outcome(long returnValue, long executedInstructions) {
    /** The real kernel counts nothing, and gives back 32 bits. */
    static final long UNKNOWN = -1;

    /** In words, how the other one differs in what both tell; empty if it does not. */
    Optional<String> difference(Outcome other) {
        boolean isWhole = executedInstructions != UNKNOWN && other.executedInstructions != UNKNOWN;
        if (isWhole ? returnValue != other.returnValue : (int) returnValue != (int) other.returnValue) {
            return Optional.of(value(isWhole) + ", not " + other.value(isWhole));
        }
        return isWhole && executedInstructions != other.executedInstructions
                ? Optional.of(executedInstructions + " instructions, not " + other.executedInstructions)
                : Optional.empty();
    }

    private String value(boolean isWhole) {
        return "0x" + (isWhole ? Long.toHexString(returnValue) : Integer.toHexString((int) returnValue));
    }
}
