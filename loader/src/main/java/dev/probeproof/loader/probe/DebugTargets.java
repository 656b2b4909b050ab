// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import dev.probeproof.loader.definition.ProbeDefinition;
import dev.probeproof.loader.kernel.TargetKernel;
import java.util.Optional;

/**
 * Which debug information tells where the places of a definition are: asked once for each definition and kernel, so that
 * nothing is opened that no definition needs.
 */
@FunctionalInterface
public interface DebugTargets {
    /** None: the kernel's own types say it all. */
    DebugTargets NONE = (definition, kernel) -> Optional.empty();

    /** Empty if the kernel's own types are to say it all. */
    Optional<DebugTarget> of(ProbeDefinition definition, TargetKernel kernel);

    /** The same for all definitions. */
    static DebugTargets always(DebugTarget target) {
        return (definition, kernel) -> Optional.of(target);
    }
}
