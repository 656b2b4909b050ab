// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.fit;

import dev.probeproof.loader.error.ProbeproofException;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.CodeReference;
import dev.probeproof.loader.object.FunctionSpec;
import dev.probeproof.loader.object.ProgramSpec;
import dev.probeproof.loader.relocate.RelocationException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Why a program could not be relocated, as a finding. */
final class Refusals {
    private Refusals() {}

    static Finding finding(BpfObject object, ProgramSpec program, ProbeproofException reason, KernelWords words) {
        if (!(reason instanceof RelocationException refusal)) {
            String text = words.neutral(String.valueOf(reason.getMessage()));
            return new Finding(Finding.Kind.RELOCATION, text, text, "", Place.program(program.name()));
        }
        String text = words.neutral(refusal.problem());
        // Slots of a refusal count from the start of its function; in a function behind the program they are not the
        // program's.
        int slot = refusal.function().equals(program.name()) ? refusal.slot() : -1;
        Place place = Place.insn(program.name(), slot, refusal.line());
        Optional<String> extern = extern(object, refusal);
        return extern.isPresent()
                ? new Finding(Finding.Kind.MISSING_EXTERN, extern.get(), text, "", place)
                : new Finding(Finding.Kind.RELOCATION, subject(refusal), text, "", place);
    }

    /** The same instruction may be refused in other words on another kernel: types have other numbers there. */
    private static String subject(RelocationException refusal) {
        return "insn " + refusal.slot() + " of '" + refusal.function() + "'";
    }

    /** The extern that the refused instruction refers to, if it does. */
    private static Optional<String> extern(BpfObject object, RelocationException refusal) {
        Stream<FunctionSpec> functions =
                Stream.concat(object.programs().stream().map(ProgramSpec::function), object.subprograms().stream());
        return functions
                .filter(function -> function.name().equals(refusal.function()))
                .map(FunctionSpec::references)
                .flatMap(List::stream)
                .filter(reference -> reference.slot() == refusal.slot())
                .filter(CodeReference.ToExtern.class::isInstance)
                .map(reference -> ((CodeReference.ToExtern) reference).name())
                .findFirst();
    }
}
