// SPDX-License-Identifier: MIT
package dev.probeproof.loader.relocate;

import dev.probeproof.loader.error.ProbeproofException;
import dev.probeproof.loader.object.BpfObject;
import java.util.List;

/**
 * An object made to fit one kernel.
 *
 * @param object where it came from: maps, variables and types are taken from there
 * @param programs those that could be relocated, in the object's order
 * @param refused those that could not, each with its reason; the rest of the object is of use without them
 */
public record RelocatedObject(BpfObject object, List<RelocatedProgram> programs, List<Refusal> refused) {
    public RelocatedObject {
        programs = List.copyOf(programs);
        refused = List.copyOf(refused);
    }

    /** A program that could not be relocated. */
    public record Refusal(String program, ProbeproofException reason) {}

    /**
     * The relocated program of that name.
     *
     * @throws ProbeproofException the reason, if that program was refused
     * @throws IllegalArgumentException if the object has no such program
     */
    public RelocatedProgram program(String name) {
        for (Refusal refusal : refused) {
            if (refusal.program().equals(name)) {
                throw refusal.reason();
            }
        }
        return programs.stream()
                .filter(program -> program.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no program '" + name + "' in " + object.fileName()));
    }
}
