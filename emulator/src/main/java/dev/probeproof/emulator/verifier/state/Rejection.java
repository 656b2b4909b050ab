// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.state;

import dev.probeproof.loader.uapi.Errno;

/** The verdict is no. What was wrong stands in the log already; this only carries the errno out of the checks. */
public final class Rejection extends RuntimeException {
    private final transient Errno errno;

    public Rejection(Errno errno) {
        super(errno.name(), null, false, false);
        this.errno = errno;
    }

    public Errno errno() {
        return errno;
    }
}
