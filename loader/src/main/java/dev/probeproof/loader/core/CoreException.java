// SPDX-License-Identifier: MIT
package dev.probeproof.loader.core;

import dev.probeproof.loader.error.ProbeproofException;

/** A CO-RE relocation that makes its program unusable, other than poison: what is wrong, without the place. */
final class CoreException extends ProbeproofException {
    CoreException(String problem) {
        super(problem);
    }
}
