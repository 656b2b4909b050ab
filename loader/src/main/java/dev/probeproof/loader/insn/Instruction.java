// SPDX-License-Identifier: MIT
package dev.probeproof.loader.insn;

import org.jspecify.annotations.Nullable;

/**
 * One 8-byte instruction slot (RFC 9669, section 3): what jump offsets, function records and verifier logs count.
 *
 * <p>A 64-bit immediate load takes two slots; the second has opcode 0 and carries the high half in {@code imm}.
 * References are what the kernel's pseudo source registers say; what they name is kept beside the instructions until an image is made.
 *
 * @param opcode 0..255
 * @param dst destination register, 0..15
 * @param src source register or pseudo source, 0..15
 * @param off signed 16-bit offset: bytes in a memory access, slots in a jump
 * @param imm signed 32-bit immediate
 */
public record Instruction(int opcode, int dst, int src, int off, int imm) {

    public Instruction {
        if ((opcode & ~0xff) != 0 || (dst & ~15) != 0 || (src & ~15) != 0 || off != (short) off) {
            throw new IllegalArgumentException(
                    "not an instruction: opcode " + opcode + " dst " + dst + " src " + src + " off " + off);
        }
    }

    // Written out: those of the language are generated when first called, which takes longer than all their calls.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Instruction that
                && opcode == that.opcode
                && dst == that.dst
                && src == that.src
                && off == that.off
                && imm == that.imm;
    }

    @Override
    public int hashCode() {
        return 31 * (31 * (31 * opcode + dst) + (src << 16 ^ off)) + imm;
    }

    /** One of {@link Opcode#LD} to {@link Opcode#ALU64}. */
    public int instructionClass() {
        return opcode & 7;
    }

    /** True for the first slot of a 64-bit immediate load. */
    public boolean isWide() {
        return opcode == Opcode.LD_IMM64;
    }

    /** True for a call of a helper, function or kfunc by immediate. */
    public boolean isCall() {
        return opcode == Opcode.CALL;
    }

    /** The same instruction with another immediate. */
    public Instruction withImm(int newImm) {
        return new Instruction(opcode, dst, src, off, newImm);
    }

    /** The same instruction with another source register. */
    public Instruction withSrc(int newSrc) {
        return new Instruction(opcode, dst, newSrc, off, imm);
    }

    /** The same instruction with another offset. */
    public Instruction withOff(int newOff) {
        return new Instruction(opcode, dst, src, newOff, imm);
    }
}
