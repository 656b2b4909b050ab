// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim;

import dev.probeproof.kernelshim.sys.OpenResources;
import dev.probeproof.kernelshim.sys.ProgLoadAttribute;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.insn.Opcode;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.ProgramBtf;
import dev.probeproof.loader.kernel.ProgramImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;

/** The arrays that {@code BPF_PROG_LOAD} reads, in the byte order of this machine. */
final class EncodedProgram {
    private EncodedProgram() {}

    /**
     * The instructions, with descriptors in place of indexes into the map table. The kernel would take the indexes,
     * too, since 5.14; descriptors suit every release.
     *
     * @param leases gets the descriptors: they must stay open until the program is loaded, whoever closes a map meanwhile
     * @param modules descriptors of the types of the image's modules, by number; the first is not used
     */
    static byte[] instructions(ProgramImage image, OpenResources leases, int[] modules) {
        Map<Integer, Integer> descriptors = new TreeMap<>();
        List<Instruction> slots = new ArrayList<>(image.instructions().size());
        boolean behindTypedLoad = false;
        for (Instruction slot : image.instructions()) {
            if (behindTypedLoad) {
                slots.add(slot.withImm(module(image, slot.imm(), modules)));
            } else if (slot.isWide()) {
                slots.add(withDescriptor(
                        slot, index -> descriptors.computeIfAbsent(index, i -> lease(image, i, leases))));
            } else {
                slots.add(slot);
            }
            behindTypedLoad = !behindTypedLoad && slot.isWide() && slot.src() == Opcode.PSEUDO_BTF_ID;
        }
        return Instructions.of(slots).encode(ByteOrder.nativeOrder());
    }

    private static int module(ProgramImage image, int number, int[] modules) {
        if (number == 0) {
            return 0;
        } else if (number < 0 || number >= modules.length) {
            throw new IllegalArgumentException("program '" + image.name() + "' refers to module " + number + " of "
                    + image.modules().size());
        }
        return modules[number];
    }

    /** An array of descriptors as the kernel reads it. */
    static byte[] descriptors(int[] numbers) {
        ByteBuffer array = records(numbers.length, Integer.BYTES);
        for (int number : numbers) {
            array.putInt(number);
        }
        return array.array();
    }

    private static Instruction withDescriptor(Instruction slot, IntUnaryOperator descriptorOf) {
        return switch (slot.src()) {
            case Opcode.PSEUDO_MAP_IDX ->
                slot.withSrc(Opcode.PSEUDO_MAP_FD).withImm(descriptorOf.applyAsInt(slot.imm()));
            case Opcode.PSEUDO_MAP_IDX_VALUE ->
                slot.withSrc(Opcode.PSEUDO_MAP_VALUE).withImm(descriptorOf.applyAsInt(slot.imm()));
            default -> slot;
        };
    }

    private static int lease(ProgramImage image, int index, OpenResources leases) {
        if (index < 0 || index >= image.maps().size()) {
            throw new IllegalArgumentException("program '" + image.name() + "' refers to map " + index + " of "
                    + image.maps().size());
        }
        MapHandle map = image.maps().get(index);
        if (!(map instanceof NativeMap open)) {
            throw new IllegalArgumentException("program '" + image.name() + "' refers to map '"
                    + map.spec().name() + "', which is not one of this kernel");
        }
        return leases.add(open.lease()).number();
    }

    /** Array of {@code struct bpf_func_info}. */
    static byte[] functions(ProgramBtf btf) {
        ByteBuffer records = records(btf.functions().size(), ProgLoadAttribute.FUNC_INFO_BYTES);
        for (ProgramBtf.FuncInfo function : btf.functions()) {
            records.putInt(function.slot()).putInt(function.typeId());
        }
        return records.array();
    }

    /** Array of {@code struct bpf_line_info}. */
    static byte[] lines(ProgramBtf btf) {
        ByteBuffer records = records(btf.lines().size(), ProgLoadAttribute.LINE_INFO_BYTES);
        for (ProgramBtf.LineInfo line : btf.lines()) {
            records.putInt(line.slot())
                    .putInt(line.fileName())
                    .putInt(line.lineText())
                    .putInt(line.lineColumn());
        }
        return records.array();
    }

    private static ByteBuffer records(int count, int bytes) {
        return ByteBuffer.allocate(Math.multiplyExact(count, bytes)).order(ByteOrder.nativeOrder());
    }
}
