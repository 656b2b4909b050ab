// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.check;

import dev.probeproof.loader.error.ProbeproofException;

/** The check has no meaning of its own to hold an argument against. The message says why, as the end of "not judged: ". */
final class NotJudgedException extends ProbeproofException {
    private static final long serialVersionUID = 1;

    NotJudgedException(String reason) {
        super(reason);
    }
}
