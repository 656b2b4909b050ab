// SPDX-License-Identifier: MIT
package dev.probeproof.loader.instance;

import dev.probeproof.loader.extern.ExternReference;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.insn.Opcode;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.object.Extern;
import dev.probeproof.loader.relocate.MapReference;
import dev.probeproof.loader.relocate.RelocatedProgram;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * SHA-256 over the final instructions of a program, for comparison with what another loader hands to a kernel. Only what
 * differs from one load of the same program on the same kernel to the next is masked:
 *
 * <pre>
 * ld_imm64, source 1 (map)            imm = index of the map in its object, second imm = 0
 * ld_imm64, source 2 (map value)      imm = index of the map in its object, second imm = offset
 * ld_imm64, source 3 (typed symbol)   both imm = 0: an id and a descriptor
 * ld_imm64 of a symbol's address      both imm = 0
 * call, source 2 (kfunc)              imm = 0, off = 0: an id and an index of descriptors
 * </pre>
 *
 * <p>The numbers that mark poison, maps that are off and weak functions that the kernel lacks stay. Instructions are
 * encoded little-endian whatever the byte order of their object, so that one source has one digest on both.
 */
public final class ProgramDigest {
    private ProgramDigest() {}

    /**
     * The digest of the plain program, in lower-case hex.
     *
     * @param maps those of the object the program is from, in its order
     * @throws IllegalArgumentException if the program names a map that is not among them
     */
    public static String sha256(RelocatedProgram program, List<MapSpec> maps) {
        return sha256(program.instructions(), program.maps(), program.externs(), maps);
    }

    /**
     * The digest of an instance, its prologue included.
     *
     * @param maps those of the object the program is from, in its order, then any others that the prologue names
     * @throws IllegalArgumentException if the instance names a map that is not among them
     */
    public static String sha256(ProgramInstance instance, List<MapSpec> maps) {
        int prologue = instance.prologue().size();
        List<MapReference> references =
                new ArrayList<>(MapTable.references(instance.prologue(), instance.prologueMaps()));
        instance.program().maps().forEach(map -> references.add(map.shifted(prologue)));
        List<ExternReference> externs = instance.program().externs().stream()
                .map(extern -> extern.shifted(prologue))
                .toList();
        return sha256(instance.instructions(), references, externs, maps);
    }

    private static String sha256(
            Instructions program, List<MapReference> references, List<ExternReference> externs, List<MapSpec> maps) {
        List<Instruction> slots = new ArrayList<>(program.asList());
        maskIds(slots);
        for (ExternReference reference : externs) {
            if (reference.extern() instanceof Extern.Address && isPlainLoad(slots, reference.slot())) {
                setImmediates(slots, reference.slot(), 0, 0, 0);
            }
        }
        Map<String, Integer> indexes = indexes(maps);
        for (MapReference reference : references) {
            Integer index = indexes.get(reference.map());
            if (index == null) {
                throw new IllegalArgumentException("slot " + reference.slot() + " names map '" + reference.map()
                        + "', which is not among " + indexes.keySet());
            }
            int source = reference.value() ? Opcode.PSEUDO_MAP_VALUE : Opcode.PSEUDO_MAP_FD;
            setImmediates(slots, reference.slot(), source, index, reference.value() ? reference.offset() : 0);
        }
        return HexFormat.of().formatHex(digest(Instructions.of(slots).encode(ByteOrder.LITTLE_ENDIAN)));
    }

    private static void maskIds(List<Instruction> slots) {
        for (int slot = 0; slot < slots.size(); slot++) {
            Instruction instruction = slots.get(slot);
            if (instruction.isWide()) {
                if (instruction.src() == Opcode.PSEUDO_BTF_ID && slot + 1 < slots.size()) {
                    setImmediates(slots, slot, Opcode.PSEUDO_BTF_ID, 0, 0);
                }
                // The second slot's opcode is not one.
                slot++;
            } else if (instruction.isCall() && instruction.src() == Opcode.PSEUDO_KFUNC_CALL) {
                slots.set(slot, instruction.withImm(0).withOff(0));
            }
        }
    }

    private static boolean isPlainLoad(List<Instruction> slots, int slot) {
        return slot < slots.size() - 1
                && slots.get(slot).isWide()
                && slots.get(slot).src() == 0;
    }

    private static void setImmediates(List<Instruction> slots, int slot, int source, int first, int second) {
        slots.set(slot, slots.get(slot).withSrc(source).withImm(first));
        slots.set(slot + 1, slots.get(slot + 1).withImm(second));
    }

    /** The first of two maps with one name counts, as it does when a map is looked up by name. */
    private static Map<String, Integer> indexes(List<MapSpec> maps) {
        Map<String, Integer> indexes = new LinkedHashMap<>();
        for (int index = 0; index < maps.size(); index++) {
            indexes.putIfAbsent(maps.get(index).name(), index);
        }
        return indexes;
    }

    private static byte[] digest(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform must have SHA-256", e);
        }
    }
}
