// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim.testing;

import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.insn.Insn;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.insn.Opcode;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.ProgramImage;
import dev.probeproof.loader.uapi.HelperId;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.ArrayList;
import java.util.List;

/**
 * A kprobe program written by hand: reserves a record in a ring buffer, fills it from arguments of the probed function,
 * and submits it. Register 6 holds the context, register 7 the record.
 */
public final class RecordingProgram {
    private final Arch arch;
    private final int recordBytes;
    private final List<Instruction> body = new ArrayList<>();

    public RecordingProgram(Arch arch, int recordBytes) {
        this.arch = arch;
        this.recordBytes = recordBytes;
    }

    /** Stores an argument, all 64 bits of its register. */
    public RecordingProgram argument(int index, int recordOffset) {
        body.add(loadArgument(1, index));
        body.add(Insn.store(8, 7, recordOffset, 1));
        return this;
    }

    /** Stores what the function returned. */
    public RecordingProgram returned(int recordOffset) {
        body.add(Insn.load(8, 1, 6, arch.returnValue().ptRegsOffset()));
        body.add(Insn.store(8, 7, recordOffset, 1));
        return this;
    }

    /** Copies user memory that an argument points to; stores the result of the copy behind it, as 64 bits. */
    public RecordingProgram memory(HelperId read, int index, int memberOffset, int size, int recordOffset) {
        body.add(loadArgument(3, index));
        return copy(read, memberOffset, size, recordOffset);
    }

    /** Like {@link #memory}, through a pointer that lies where the argument points to. */
    public RecordingProgram memoryBehindPointer(
            HelperId read, int index, int pointerOffset, int memberOffset, int size, int recordOffset) {
        body.add(Insn.mov64Reg(1, 10));
        body.add(Insn.alu64(Opcode.ADD, 1, -8));
        body.add(Insn.mov64(2, 8));
        body.add(loadArgument(3, index));
        body.add(Insn.alu64(Opcode.ADD, 3, pointerOffset));
        body.add(Insn.call(HelperId.PROBE_READ_USER));
        body.add(Insn.load(8, 3, 10, -8));
        return copy(read, memberOffset, size, recordOffset);
    }

    private RecordingProgram copy(HelperId read, int memberOffset, int size, int recordOffset) {
        body.add(Insn.alu64(Opcode.ADD, 3, memberOffset));
        body.add(Insn.mov64Reg(1, 7));
        body.add(Insn.alu64(Opcode.ADD, 1, recordOffset));
        body.add(Insn.mov64(2, size));
        body.add(Insn.call(read));
        body.add(Insn.store(8, 7, recordOffset + size, 0));
        return this;
    }

    private Instruction loadArgument(int register, int index) {
        return Insn.load(8, register, 6, arch.argumentRegisters().get(index).ptRegsOffset());
    }

    /** The program, with the ring buffer as its only map. */
    public ProgramImage image(String name, MapHandle ring) {
        List<Instruction> program = new ArrayList<>();
        program.add(Insn.mov64Reg(6, 1));
        program.add(new Instruction(Opcode.LD_IMM64, 1, Opcode.PSEUDO_MAP_IDX, 0, 0));
        program.add(Insn.highHalf(0));
        program.add(Insn.mov64(2, recordBytes));
        program.add(Insn.mov64(3, 0));
        program.add(Insn.call(HelperId.RINGBUF_RESERVE));
        program.add(Insn.jump(Opcode.JEQ, 0, 0, body.size() + 4));
        program.add(Insn.mov64Reg(7, 0));
        program.addAll(body);
        program.add(Insn.mov64Reg(1, 7));
        program.add(Insn.mov64(2, 0));
        program.add(Insn.call(HelperId.RINGBUF_SUBMIT));
        program.add(Insn.mov64(0, 0));
        program.add(Insn.exit());
        return ProgramImage.of(name, ProgramType.KPROBE, Instructions.of(program), List.of(ring));
    }
}
