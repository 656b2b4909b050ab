// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.bench;

import dev.probeproof.loader.error.ProbeproofException;

/** A program cannot run on the bytes that a user or an object gives for it. */
public final class UnsuitableInputException extends ProbeproofException {
    UnsuitableInputException(String message) {
        super(message);
    }
}
