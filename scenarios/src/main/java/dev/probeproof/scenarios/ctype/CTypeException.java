// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.ctype;

import dev.probeproof.loader.error.ProbeproofException;

/** Declarations that cannot be read, with line and column in their text, counted from 1. */
public final class CTypeException extends ProbeproofException {
    private static final long serialVersionUID = 1;

    CTypeException(int line, int column, String message) {
        super("types:" + line + ":" + column + ": " + message);
    }
}
