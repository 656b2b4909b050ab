// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.error.ProbeproofException;

/**
 * A program did what a verifier would have ruled out, ran out of its budget, or asked for something that is not
 * emulated. Ends the run; an engine reports it as the outcome and does not throw it at users.
 */
public final class ExecutionFault extends ProbeproofException {
    /** What went wrong, as a class of its own for reports. */
    public enum Kind {
        MEMORY,
        INSTRUCTION,
        BUDGET,
        CALL_DEPTH,
        NOT_EMULATED
    }

    private final Kind kind;

    public ExecutionFault(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
