// SPDX-License-Identifier: MIT
package dev.probeproof.loader;

import dev.probeproof.loader.instance.ProgramInstance;
import dev.probeproof.loader.kernel.ProgramHandle;

/**
 * An instance that a kernel accepted.
 *
 * @param instance what it was made of
 * @param handle belongs to the {@link LoadedObject}; closed with it
 */
public record LoadedInstance(ProgramInstance instance, ProgramHandle handle) {
    /** Its number among the instances of its program. */
    public int index() {
        return instance.index();
    }
}
