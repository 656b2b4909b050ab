// SPDX-License-Identifier: MIT
package dev.probeproof.loader.insn;

/** The ways in which the field writes instructions. {@link Assembler} reads all of them. */
public enum Dialect {
    /**
     * The kernel's verifier log: {@code (79) r1 = *(u64 *)(r0 +8)}, {@code (18) r1 = 0x7}, {@code goto pc+3}. For what is
     * compared with such a log. It leaves out what a kernel refuses anyway, so an invalid encoding may not read back the same.
     */
    KERNEL,
    /**
     * {@code llvm-objdump -d} up to LLVM 19: {@code r1 = *(u64 *)(r0 + 0x8)}, {@code r1 = 0x7 ll}, {@code goto +0x3}. For dumps
     * and reports: every slot reads back as the same bytes, and users know it from looking at the very same object.
     */
    LLVM,
    /**
     * {@code llvm-objdump -d} since LLVM 20, or of any version with {@code --mattr=+alu32}: as {@link #LLVM}, but loads and
     * stores of less than 64 bits name the low half of the register, {@code w1 = *(u32 *)(r0 + 0x8)}.
     */
    LLVM_ALU32
}
