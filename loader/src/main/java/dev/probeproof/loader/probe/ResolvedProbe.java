// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import dev.probeproof.loader.definition.ProbeDefinition;
import dev.probeproof.loader.fetch.FetchArgument;
import dev.probeproof.loader.kernel.AttachPoint;
import dev.probeproof.loader.kernel.TargetKernel;
import java.util.List;

/**
 * A {@link ProbeDefinition} on one kernel, argument by argument, with what could not be found.
 *
 * @param functionTypeId the function in the kernel's BTF
 * @param arguments one for each argument of the definition, in its order
 */
public record ResolvedProbe(
        ProbeDefinition definition, TargetKernel kernel, int functionTypeId, List<ArgumentOutcome> arguments) {
    public ResolvedProbe {
        arguments = List.copyOf(arguments);
    }

    /**
     * The place to probe with all arguments.
     *
     * @throws ProbeResolutionException what the first unresolved argument lacks
     */
    public ProbePoint probePoint() {
        List<FetchArgument> fetches =
                arguments.stream().map(outcome -> outcome.orThrow().argument()).toList();
        return new ProbePoint(
                definition.text(), new AttachPoint.Kprobe(definition.function(), 0, definition.onReturn()), fetches);
    }
}
