// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

/** Ends an evaluation whose result no fetch can compute; the message is the reason. Never leaves this package. */
final class NotFetchableException extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean optimizedOut;

    NotFetchableException(String reason) {
        this(reason, false);
    }

    NotFetchableException(String reason, boolean optimizedOut) {
        // Without a stack trace: it is an answer, given thousands of times when a whole file is asked.
        super(reason, null, false, false);
        this.optimizedOut = optimizedOut;
    }

    String reason() {
        return String.valueOf(getMessage());
    }

    VariableLocation.Unavailable unavailable() {
        return new VariableLocation.Unavailable(optimizedOut, reason());
    }
}
