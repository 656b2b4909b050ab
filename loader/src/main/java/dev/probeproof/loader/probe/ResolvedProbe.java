// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import dev.probeproof.loader.definition.Mechanism;
import dev.probeproof.loader.definition.ProbeDefinition;
import dev.probeproof.loader.definition.ProbePlace;
import dev.probeproof.loader.definition.ProbeTarget;
import dev.probeproof.loader.fetch.FetchArgument;
import dev.probeproof.loader.kernel.AttachPoint;
import dev.probeproof.loader.kernel.TargetKernel;
import java.nio.file.Path;
import java.util.List;

/**
 * A {@link ProbeDefinition} on one kernel, argument by argument, with what could not be found.
 *
 * @param function the function that the place is in; one of several if the definition has a pattern
 * @param offsetBytes from its first instruction
 * @param functionTypeId the function in the kernel's BTF; 0 if only a symbol or the place in a file names it
 * @param arguments one for each argument of the definition, in its order
 */
public record ResolvedProbe(
        ProbeDefinition definition,
        TargetKernel kernel,
        String function,
        long offsetBytes,
        int functionTypeId,
        List<ArgumentOutcome> arguments) {
    public ResolvedProbe {
        arguments = List.copyOf(arguments);
    }

    ResolvedProbe(
            ProbeDefinition definition,
            TargetKernel kernel,
            String function,
            int functionTypeId,
            List<ArgumentOutcome> arguments) {
        this(
                definition,
                kernel,
                function,
                definition.place() instanceof ProbePlace.Function place ? place.offset() : 0,
                functionTypeId,
                arguments);
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
        ProbeTarget target = definition.target();
        if (mechanism == Mechanism.RAW_TP) {
            return new AttachPoint.RawTracepoint(function);
        } else if (mechanism.attachType().isPresent()) {
            return new AttachPoint.Traced(
                    mechanism.attachType().get(), target == null ? function : target.name() + ":" + function);
        } else if (definition.place() instanceof ProbePlace.FileOffset place && target != null) {
            return new AttachPoint.Uprobe(Path.of(target.name()), place.offset(), -1, definition.onReturn());
        }
        return new AttachPoint.Kprobe(function, offsetBytes, definition.onReturn());
    }
}
