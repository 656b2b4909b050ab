// SPDX-License-Identifier: MIT
package dev.probeproof.loader.error;

import org.jspecify.annotations.Nullable;

/**
 * The unchecked root of everything this project throws on purpose; never thrown itself.
 *
 * <p>A message says what happened, where, and what to do, in that order: one line for the first two, and a
 * {@code hint:} line only when something useful is certain.
 */
public abstract class ProbeproofException extends RuntimeException {

    protected ProbeproofException(String message) {
        super(message);
    }

    protected ProbeproofException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
