// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.engine.interpreter;

import dev.probeproof.emulator.engine.Executable;
import dev.probeproof.loader.insn.Instructions;

/**
 * A program decoded for the interpreter: one {@code long} a slot, laid out as the instruction itself is in a
 * little-endian file (opcode 8 bits, dst 4, src 4, off 16, imm 32), with everything checked and resolved that does not
 * depend on a run.
 *
 * @param program what was decoded
 * @param slots one more than the program has: the last one is refused, so running off the end needs no check
 * @param source as loaded, for explaining faults
 * @param mapCount how many maps the program names
 */
record Code(Executable program, long[] slots, Instructions source, int mapCount) {
    /** Cannot be executed, {@link Objection} says why. Also the second slot of a wide load. */
    static final int REFUSED = 0x00;

    // What the instruction set tells apart by other fields than the opcode gets an opcode of its own here: class LD
    // leaves everything from 0x60 on unused.
    static final int SDIV64_K = 0x60;
    static final int SDIV64_X = 0x68;
    static final int SMOD64_K = 0x70;
    static final int SMOD64_X = 0x78;
    static final int SDIV32_K = 0x80;
    static final int SDIV32_X = 0x88;
    static final int SMOD32_K = 0x90;
    static final int SMOD32_X = 0x98;
    static final int MOVSX64_8 = 0xa0;
    static final int MOVSX64_16 = 0xa8;
    static final int MOVSX64_32 = 0xb0;
    static final int MOVSX32_8 = 0xb8;
    static final int MOVSX32_16 = 0xc0;
    static final int CALL_FUNCTION = 0xc8;
    static final int CALL_KERNEL_FUNCTION = 0xd0;

    static long pack(int opcode, int dst, int src, int off, int imm) {
        return (long) imm << 32 | (off & 0xffffL) << 16 | (long) src << 12 | (long) dst << 8 | opcode;
    }

    static int opcode(long slot) {
        return (int) slot & 0xff;
    }

    static int dst(long slot) {
        return (int) (slot >>> 8) & 15;
    }

    static int src(long slot) {
        return (int) (slot >>> 12) & 15;
    }

    static int off(long slot) {
        return (short) (slot >>> 16);
    }

    static int imm(long slot) {
        return (int) (slot >> 32);
    }
}
