// SPDX-License-Identifier: MIT
package dev.probeproof.loader.kernel;

import dev.probeproof.loader.uapi.Errno;

/** A kernel's verdict. A rejection is a result that a test tool expects, not an accident. */
public sealed interface ProgramLoadResult {
    /** The verifier's log, empty if none was asked for. */
    String log();

    /** The program is loaded. */
    record Accepted(ProgramHandle program, String log) implements ProgramLoadResult {}

    /** The kernel refused; {@code errno} is its number. */
    record Rejected(String programName, int errno, String log) implements ProgramLoadResult {
        /** Name and number of the errno. */
        public String errnoName() {
            return Errno.describe(errno);
        }
    }

    /**
     * The loaded program.
     *
     * @throws VerifierRejectedException if it was refused
     */
    default ProgramHandle orThrow() {
        if (this instanceof Accepted accepted) {
            return accepted.program();
        }
        throw new VerifierRejectedException((Rejected) this);
    }
}
