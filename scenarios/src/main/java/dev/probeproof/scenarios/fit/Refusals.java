// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.fit;

import dev.probeproof.loader.error.ProbeproofException;
import dev.probeproof.loader.object.ProgramSpec;
import dev.probeproof.loader.relocate.RelocationException;

/** Why a program could not be relocated, as a finding. */
final class Refusals {
    private Refusals() {}

    static Finding finding(ProgramSpec program, ProbeproofException reason) {
        String text = String.valueOf(reason.getMessage());
        Place place = reason instanceof RelocationException at
                ? new Place(program.name(), at.slot(), at.line())
                : Place.program(program.name());
        return new Finding(Finding.Kind.RELOCATION, text, text, "", place);
    }
}
