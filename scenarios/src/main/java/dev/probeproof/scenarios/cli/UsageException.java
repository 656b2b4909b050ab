// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.loader.error.ProbeproofException;

/** The command line asks for something that does not exist or does not fit together. */
final class UsageException extends ProbeproofException {
    UsageException(String message) {
        super(message);
    }
}
