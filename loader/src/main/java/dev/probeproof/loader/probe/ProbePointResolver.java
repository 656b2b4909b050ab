// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import dev.probeproof.loader.definition.ProbeDefinition;
import dev.probeproof.loader.kernel.TargetKernel;
import java.util.List;

/** Finds a {@link ProbeDefinition} on a kernel, from the kernel's BTF alone. */
public final class ProbePointResolver {
    private ProbePointResolver() {}

    /**
     * The places that the definition means on that kernel; one, for a definition that names a function.
     *
     * @throws ProbeResolutionException naming what the kernel lacks, where, and what comes near
     */
    public static List<ProbePoint> resolve(ProbeDefinition definition, TargetKernel kernel) {
        return List.of(examine(definition, kernel).probePoint());
    }

    /**
     * The same in detail, one outcome for each argument.
     *
     * @throws ProbeResolutionException if the function itself cannot be found
     */
    public static ResolvedProbe examine(ProbeDefinition definition, TargetKernel kernel) {
        return new FunctionResolver(definition, kernel).resolve();
    }
}
