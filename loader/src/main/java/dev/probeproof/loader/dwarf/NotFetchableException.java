// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.fetch.FetchValue;

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

    /** The value, where it is known. */
    static FetchValue require(Recovered recovered) throws NotFetchableException {
        if (recovered instanceof Recovered.Known known) {
            return known.value();
        }
        throw new NotFetchableException(((Recovered.Unknown) recovered).reason());
    }

    String reason() {
        return String.valueOf(getMessage());
    }

    VariableLocation.Unavailable unavailable() {
        return new VariableLocation.Unavailable(optimizedOut, reason());
    }
}
