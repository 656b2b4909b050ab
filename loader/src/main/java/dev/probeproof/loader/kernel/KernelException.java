// SPDX-License-Identifier: MIT
package dev.probeproof.loader.kernel;

import dev.probeproof.loader.error.ProbeproofException;
import dev.probeproof.loader.uapi.Errno;

/** A kernel refused an operation: which, on what, and with which errno. */
public class KernelException extends ProbeproofException {
    private final String operation;
    private final int errno;

    /**
     * @param operation what was asked for, such as {@code create map 'events'}
     * @param errno positive number
     * @param detail more in words, or empty
     */
    public KernelException(String operation, int errno, String detail) {
        super("cannot " + operation + ": " + Errno.describe(errno) + (detail.isEmpty() ? "" : ": " + detail));
        this.operation = operation;
        this.errno = errno;
    }

    public KernelException(String operation, Errno errno, String detail) {
        this(operation, errno.number(), detail);
    }

    public String operation() {
        return operation;
    }

    /** Positive number. */
    public int errno() {
        return errno;
    }
}
