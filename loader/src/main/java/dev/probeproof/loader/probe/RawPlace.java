// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import dev.probeproof.loader.definition.ProbeDefinition;
import dev.probeproof.loader.definition.ProbePlace;
import dev.probeproof.loader.fetch.UserMemory;
import dev.probeproof.loader.kernel.KernelSymbols;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.probe.ProbeResolutionException.Reason;
import java.util.List;
import java.util.OptionalLong;

/** A place that is a number and whose arguments are raw fetches: an address of the kernel, or an offset in a program's file. */
final class RawPlace {
    private final ProbeDefinition definition;
    private final TargetKernel kernel;

    RawPlace(ProbeDefinition definition, TargetKernel kernel) {
        this.definition = definition;
        this.kernel = kernel;
    }

    ResolvedProbe resolve() {
        boolean raw = definition.arguments().stream().allMatch(argument -> argument.path() == null);
        PlaceRequirements requirements = new PlaceRequirements(definition, kernel);
        ProbePlace place = definition.place();
        if (!raw) {
            throw requirements.needsDebugInformation(
                    place.toString(), place.column(), "which variables there are at " + place);
        } else if (place instanceof ProbePlace.Address address) {
            return inKernel(address, requirements);
        }
        List<ArgumentOutcome> outcomes = RawArguments.of(definition, kernel).stream()
                .map(RawPlace::inUserMemory)
                .toList();
        return new ResolvedProbe(definition, kernel, place.toString(), 0, outcomes);
    }

    private static ArgumentOutcome inUserMemory(ArgumentOutcome outcome) {
        return outcome instanceof ArgumentOutcome.Resolved resolved
                ? new ArgumentOutcome.Resolved(resolved.definition(), UserMemory.of(resolved.argument()), null)
                : outcome;
    }

    /** Attached to by name and offset, as the kernel's addresses differ from boot to boot. */
    private ResolvedProbe inKernel(ProbePlace.Address place, PlaceRequirements requirements) {
        if (definition.target() != null || !kernel.symbols().isKnown()) {
            throw requirements.needsDebugInformation(
                    place.toString(), place.column(), "which function the address " + place + " lies in");
        }
        String nearest = null;
        long start = 0;
        KernelSymbols symbols = kernel.symbols();
        for (String name : symbols.names()) {
            OptionalLong at = symbols.address(name);
            if (at.isPresent()
                    && Long.compareUnsigned(at.getAsLong(), place.address()) <= 0
                    && (nearest == null || Long.compareUnsigned(at.getAsLong(), start) > 0)) {
                nearest = name;
                start = at.getAsLong();
            }
        }
        if (nearest == null) {
            throw new ProbeResolutionException(
                    Reason.FUNCTION_ABSENT,
                    place.toString(),
                    kernel.name(),
                    definition.text(),
                    place.column(),
                    "no symbol lies at or below " + place,
                    List.of(),
                    "");
        }
        return new ResolvedProbe(
                definition, kernel, nearest, place.address() - start, 0, RawArguments.of(definition, kernel));
    }
}
