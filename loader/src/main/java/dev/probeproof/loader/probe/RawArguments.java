// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import dev.probeproof.loader.definition.ArgumentDefinition;
import dev.probeproof.loader.definition.ProbeDefinition;
import dev.probeproof.loader.kernel.TargetKernel;
import java.util.ArrayList;
import java.util.List;

/** Outcomes of arguments that need no types: fetches in the kernel's words. */
final class RawArguments {
    private RawArguments() {}

    static List<ArgumentOutcome> of(ProbeDefinition definition, TargetKernel kernel) {
        List<ArgumentOutcome> outcomes = new ArrayList<>();
        for (ArgumentDefinition argument : definition.arguments()) {
            try {
                outcomes.add(new ArgumentOutcome.Resolved(
                        argument, FetchedArgument.of(argument, null, definition, kernel, null), null));
            } catch (ProbeResolutionException failure) {
                outcomes.add(new ArgumentOutcome.Unresolved(argument, failure));
            }
        }
        return outcomes;
    }
}
