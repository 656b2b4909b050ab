// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim;

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

/** The arrays that {@code BPF_PROG_LOAD} reads, in the byte order of this machine. */
final class EncodedProgram {
    private EncodedProgram() {}

    /**
     * The instructions, with descriptors in place of indexes into the map table. The kernel would take the indexes,
     * too, since 5.14; descriptors suit every release.
     */
    static byte[] instructions(ProgramImage image) {
        List<Instruction> slots = new ArrayList<>(image.instructions().size());
        for (Instruction slot : image.instructions()) {
            slots.add(slot.isWide() ? withDescriptor(slot, image) : slot);
        }
        return Instructions.of(slots).encode(ByteOrder.nativeOrder());
    }

    private static Instruction withDescriptor(Instruction slot, ProgramImage image) {
        return switch (slot.src()) {
            case Opcode.PSEUDO_MAP_IDX -> slot.withSrc(Opcode.PSEUDO_MAP_FD).withImm(descriptor(image, slot.imm()));
            case Opcode.PSEUDO_MAP_IDX_VALUE ->
                slot.withSrc(Opcode.PSEUDO_MAP_VALUE).withImm(descriptor(image, slot.imm()));
            default -> slot;
        };
    }

    private static int descriptor(ProgramImage image, int index) {
        if (index < 0 || index >= image.maps().size()) {
            throw new IllegalArgumentException("program '" + image.name() + "' refers to map " + index + " of "
                    + image.maps().size());
        }
        MapHandle map = image.maps().get(index);
        if (!(map instanceof NativeMap open)) {
            throw new IllegalArgumentException("program '" + image.name() + "' refers to map '"
                    + map.spec().name() + "', which is not one of this kernel");
        }
        return open.fd().number();
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
