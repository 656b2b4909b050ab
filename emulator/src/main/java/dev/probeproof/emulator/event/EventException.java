// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.event;

import dev.probeproof.loader.error.ProbeproofException;

/** An event that cannot happen on a kernel: a function, tracepoint, argument or record that it does not have. */
public final class EventException extends ProbeproofException {
    private static final long serialVersionUID = 1;

    public EventException(String message) {
        super(message);
    }
}
