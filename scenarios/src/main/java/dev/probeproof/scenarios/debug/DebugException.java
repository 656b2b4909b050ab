// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.debug;

import dev.probeproof.loader.error.ProbeproofException;

/** What was asked of the debugger cannot be done: an unknown name, an expression without a value, a place without code. */
public final class DebugException extends ProbeproofException {
    private static final long serialVersionUID = 1;

    public DebugException(String message) {
        super(message);
    }
}
