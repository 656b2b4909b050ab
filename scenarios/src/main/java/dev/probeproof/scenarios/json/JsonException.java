// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.json;

import dev.probeproof.loader.error.ProbeproofException;

/** Text that is no JSON, that exceeds a limit, or that does not hold what it must. */
public final class JsonException extends ProbeproofException {
    public JsonException(String message) {
        super(message);
    }
}
