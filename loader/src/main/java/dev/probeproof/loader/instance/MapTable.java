// SPDX-License-Identifier: MIT
package dev.probeproof.loader.instance;

import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.insn.Opcode;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.relocate.MapReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Instructions whose 64-bit immediate loads name maps by their index in a table (pseudo sources 5 and 6).
 *
 * @param names the table, in order of first appearance
 */
record MapTable(Instructions instructions, List<String> names) {
    MapTable {
        names = List.copyOf(names);
    }

    static MapTable of(ProgramInstance instance) {
        List<MapReference> references = new ArrayList<>(references(instance.prologue(), instance.prologueMaps()));
        for (MapReference reference : instance.program().maps()) {
            references.add(reference.shifted(instance.prologue().size()));
        }
        return of(instance.instructions(), references);
    }

    /** Puts the index of its map into every reference. */
    static MapTable of(Instructions program, List<MapReference> references) {
        List<String> names =
                references.stream().map(MapReference::map).distinct().toList();
        List<Instruction> slots = new ArrayList<>(program.asList());
        for (MapReference reference : references) {
            int slot = reference.slot();
            if (slot < 0 || slot >= slots.size() - 1 || !slots.get(slot).isWide()) {
                throw new IllegalArgumentException(
                        "slot " + slot + " is no 64-bit immediate load and cannot name map '" + reference.map() + "'");
            }
            int pseudo = reference.value() ? Opcode.PSEUDO_MAP_IDX_VALUE : Opcode.PSEUDO_MAP_IDX;
            slots.set(slot, slots.get(slot).withSrc(pseudo).withImm(names.indexOf(reference.map())));
            slots.set(slot + 1, slots.get(slot + 1).withImm(reference.value() ? reference.offset() : 0));
        }
        return new MapTable(Instructions.of(slots), names);
    }

    /** The reverse: what the indexes in instructions name. */
    static List<MapReference> references(Instructions program, List<String> names) {
        List<MapReference> references = new ArrayList<>();
        for (int slot = 0; slot < program.size() - 1; slot++) {
            Instruction instruction = program.get(slot);
            if (!instruction.isWide()) {
                continue;
            }
            boolean value = instruction.src() == Opcode.PSEUDO_MAP_IDX_VALUE;
            if (value || instruction.src() == Opcode.PSEUDO_MAP_IDX) {
                int index = instruction.imm();
                if (index < 0 || index >= names.size()) {
                    throw new IllegalArgumentException(
                            "slot " + slot + " names map " + index + "; there are " + names.size() + " maps " + names);
                }
                int offset = value ? program.get(slot + 1).imm() : 0;
                references.add(new MapReference(slot, names.get(index), value, offset));
            }
            slot++;
        }
        return references;
    }

    /** The handles of the table's maps, in its order. */
    List<MapHandle> handles(Map<String, MapHandle> maps, String program) {
        List<MapHandle> handles = new ArrayList<>();
        for (String name : names) {
            MapHandle handle = maps.get(name);
            if (handle == null) {
                throw new IllegalArgumentException(
                        "program '" + program + "' names map '" + name + "', which is not among " + maps.keySet());
            }
            handles.add(handle);
        }
        return handles;
    }
}
