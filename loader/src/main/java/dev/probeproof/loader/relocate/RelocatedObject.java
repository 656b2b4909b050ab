// SPDX-License-Identifier: MIT
package dev.probeproof.loader.relocate;

import dev.probeproof.loader.error.ProbeproofException;
import dev.probeproof.loader.extern.ExternNote;
import dev.probeproof.loader.extern.UnknownExternException;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.object.BpfObject;
import java.util.List;

/**
 * An object made to fit one kernel.
 *
 * @param object where it came from: variables and types are taken from there
 * @param programs those that could be relocated, in the object's order
 * @param refused those that could not, each with its reason; the rest of the object is of use without them
 * @param maps the object's maps, in its order, with initial values that depend on the kernel filled in
 * @param notes what to know about values that the kernel has, or may have, for externs
 */
public record RelocatedObject(
        BpfObject object,
        List<RelocatedProgram> programs,
        List<Refusal> refused,
        List<MapSpec> maps,
        List<ExternNote> notes) {
    public RelocatedObject {
        programs = List.copyOf(programs);
        refused = List.copyOf(refused);
        maps = List.copyOf(maps);
        notes = List.copyOf(notes);
    }

    /**
     * Goes on only if everything is known that the kernel must have: zeros that stand for something unknown are good
     * enough to look at, but must not run.
     *
     * @throws UnknownExternException if something is not known
     */
    public void requireKnown() {
        List<ExternNote> unknown = notes.stream().filter(ExternNote::unknown).toList();
        if (!unknown.isEmpty()) {
            throw new UnknownExternException(object.fileName(), unknown);
        }
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
