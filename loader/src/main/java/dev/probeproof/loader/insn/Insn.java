// SPDX-License-Identifier: MIT
package dev.probeproof.loader.insn;

import dev.probeproof.loader.uapi.HelperId;

/** Instructions by name, for those who generate them. Registers are 0 to 10; offsets of jumps count slots. */
public final class Insn {
    private Insn() {}

    public static Instruction mov64(int dst, int imm) {
        return new Instruction(Opcode.ALU64 | Opcode.MOV | Opcode.K, dst, 0, 0, imm);
    }

    public static Instruction mov64Reg(int dst, int src) {
        return new Instruction(Opcode.ALU64 | Opcode.MOV | Opcode.X, dst, src, 0, 0);
    }

    /** {@code dst op= imm} in 64 bits; the operation is one of {@link Opcode#ADD} and its like. */
    public static Instruction alu64(int operation, int dst, int imm) {
        return new Instruction(Opcode.ALU64 | operation | Opcode.K, dst, 0, 0, imm);
    }

    /** {@code dst op= src} in 64 bits. */
    public static Instruction alu64Reg(int operation, int dst, int src) {
        return new Instruction(Opcode.ALU64 | operation | Opcode.X, dst, src, 0, 0);
    }

    /** {@code dst = *(size *)(src + off)}, zero-extended. */
    public static Instruction load(int sizeBytes, int dst, int src, int off) {
        return new Instruction(Opcode.LDX | Opcode.MEM | Opcode.sizeBits(sizeBytes), dst, src, off, 0);
    }

    /** {@code *(size *)(dst + off) = src}. */
    public static Instruction store(int sizeBytes, int dst, int off, int src) {
        return new Instruction(Opcode.STX | Opcode.MEM | Opcode.sizeBits(sizeBytes), dst, src, off, 0);
    }

    /** {@code *(size *)(dst + off) = imm}. */
    public static Instruction storeImm(int sizeBytes, int dst, int off, int imm) {
        return new Instruction(Opcode.ST | Opcode.MEM | Opcode.sizeBits(sizeBytes), dst, 0, off, imm);
    }

    /** {@code if dst op imm goto +off}; the operation is one of {@link Opcode#JEQ} and its like. */
    public static Instruction jump(int operation, int dst, int imm, int off) {
        return new Instruction(Opcode.JMP | operation | Opcode.K, dst, 0, off, imm);
    }

    /** {@code if dst op src goto +off}. */
    public static Instruction jumpReg(int operation, int dst, int src, int off) {
        return new Instruction(Opcode.JMP | operation | Opcode.X, dst, src, off, 0);
    }

    public static Instruction goTo(int off) {
        return new Instruction(Opcode.GOTO, 0, 0, off, 0);
    }

    public static Instruction call(HelperId helper) {
        return new Instruction(Opcode.CALL, 0, Opcode.HELPER_CALL, 0, helper.number());
    }

    /** A call of a function of the same program, {@code delta} slots after the next instruction. */
    public static Instruction callFunction(int delta) {
        return new Instruction(Opcode.CALL, 0, Opcode.PSEUDO_CALL, 0, delta);
    }

    public static Instruction exit() {
        return new Instruction(Opcode.EXIT, 0, 0, 0, 0);
    }

    /** First slot of a 64-bit immediate load: append {@link #highHalf} of the same value. */
    public static Instruction loadImm64(int dst, long value) {
        return new Instruction(Opcode.LD_IMM64, dst, 0, 0, (int) value);
    }

    /** Second slot of a 64-bit immediate load. */
    public static Instruction highHalf(long value) {
        return new Instruction(0, 0, 0, 0, (int) (value >>> 32));
    }
}
