// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.map;

import dev.probeproof.loader.error.ProbeproofException;

/**
 * A program asked a map for what it has not, or for more than the emulator has: nothing that a map answers with an errno.
 * Ends the run; whoever runs programs turns it into a fault.
 */
public final class MapMisuse extends ProbeproofException {
    private final boolean emulatorLimit;

    /**
     * @param emulatorLimit true if a real kernel could have done it, false if its verifier would have refused it
     */
    MapMisuse(String message, boolean emulatorLimit) {
        super(message);
        this.emulatorLimit = emulatorLimit;
    }

    /** True if a real kernel could have done it, false if its verifier would have refused it. */
    public boolean isEmulatorLimit() {
        return emulatorLimit;
    }
}
