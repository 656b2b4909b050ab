// SPDX-License-Identifier: MIT
package dev.probeproof.loader;

import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.insn.Opcode;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.relocate.MapReference;
import dev.probeproof.loader.relocate.RelocatedProgram;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What becomes of code that names a map which was not created: calls of a helper that no kernel has. A verifier accepts
 * them where the program never gets, and names the helper's number where it does.
 */
final class SwitchedOffMaps {
    /** The reference loader's number for the first map; the map's index in the object is added. */
    private static final int FIRST_HELPER = 2_001_000_000;

    private static final Pattern REFUSED = Pattern.compile("unknown#(2001\\d{6})");

    private SwitchedOffMaps() {}

    /** The program without the maps that are not in a set. */
    static RelocatedProgram remove(RelocatedProgram program, BpfObject object, Set<String> created) {
        List<MapReference> kept = program.maps().stream()
                .filter(reference -> created.contains(reference.map()))
                .toList();
        if (kept.size() == program.maps().size()) {
            return program;
        }
        List<String> names = object.maps().stream().map(MapSpec::name).toList();
        List<Instruction> slots = new ArrayList<>(program.instructions().asList());
        for (MapReference reference : program.maps()) {
            if (!created.contains(reference.map())) {
                Instruction call = new Instruction(
                        Opcode.CALL, 0, Opcode.HELPER_CALL, 0, FIRST_HELPER + names.indexOf(reference.map()));
                slots.set(reference.slot(), call);
                slots.set(reference.slot() + 1, call);
            }
        }
        return program.withCode(Instructions.of(slots), kept);
    }

    /** The map that a verifier's log complains about, if it is one of these. */
    static Optional<String> blamedBy(String log, BpfObject object) {
        Matcher refused = REFUSED.matcher(log);
        if (!refused.find()) {
            return Optional.empty();
        }
        int index = Integer.parseInt(refused.group(1)) - FIRST_HELPER;
        return index < object.maps().size()
                ? Optional.of(object.maps().get(index).name())
                : Optional.empty();
    }
}
