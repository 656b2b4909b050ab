// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.object;

import dev.probeproof.loader.error.ProbeproofException;

/** A type or member that a kernel does not have, or a value that does not fit into one. */
public final class KernelObjectException extends ProbeproofException {
    private static final long serialVersionUID = 1;

    KernelObjectException(String message) {
        super(message);
    }
}
