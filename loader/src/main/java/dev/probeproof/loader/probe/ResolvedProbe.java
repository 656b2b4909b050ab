// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import dev.probeproof.loader.definition.Mechanism;
import dev.probeproof.loader.definition.ProbeDefinition;
import dev.probeproof.loader.definition.ProbePlace;
import dev.probeproof.loader.definition.ProbeTarget;
import dev.probeproof.loader.fetch.FetchArgument;
import dev.probeproof.loader.kernel.AttachPoint;
import dev.probeproof.loader.kernel.TargetKernel;
import java.util.List;

/**
 * A {@link ProbeDefinition} on one kernel, argument by argument, with what could not be found.
 *
 * @param function the function that the place is in; one of several if the definition has a pattern
 * @param functionTypeId the function in the kernel's BTF
 * @param arguments one for each argument of the definition, in its order
 */
public record ResolvedProbe(
        ProbeDefinition definition,
        TargetKernel kernel,
        String function,
        int functionTypeId,
        List<ArgumentOutcome> arguments) {
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
        return new ProbePoint(definition.text(), attachPoint(), fetches);
    }

    AttachPoint attachPoint() {
        Mechanism mechanism = definition.mechanism();
        if (mechanism == Mechanism.RAW_TP) {
            return new AttachPoint.RawTracepoint(function);
        } else if (mechanism.attachType().isPresent()) {
            ProbeTarget target = definition.target();
            return new AttachPoint.Traced(
                    mechanism.attachType().get(), target == null ? function : target.name() + ":" + function);
        }
        long offset = definition.place() instanceof ProbePlace.Function place ? place.offset() : 0;
        return new AttachPoint.Kprobe(function, offset, definition.onReturn());
    }
}
