// SPDX-License-Identifier: MIT
package dev.probeproof.loader.kernel;

import dev.probeproof.loader.error.ProbeproofException;

/** A kernel's type information describes no CPU architecture that we know, or is not that of a kernel. */
public final class UnsupportedArchitectureException extends ProbeproofException {
    private final String kernel;

    UnsupportedArchitectureException(String kernel, String problem) {
        super("kernel " + kernel + ": " + problem);
        this.kernel = kernel;
    }

    UnsupportedArchitectureException(UnsupportedArchitectureException cause) {
        super(String.valueOf(cause.getMessage()), cause);
        this.kernel = cause.kernel;
    }

    /** The kernel's name. */
    public String kernel() {
        return kernel;
    }
}
