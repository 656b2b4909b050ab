// SPDX-License-Identifier: MIT
package dev.probeproof.loader.instance;

import dev.probeproof.loader.fetch.FetchLeaf;
import dev.probeproof.loader.insn.Insn;
import dev.probeproof.loader.insn.Opcode;

/**
 * Bits of a number, extended to 64: a left shift that drops what is above them and a right shift that drops what is
 * below. The pair works on every kernel; sign-extending loads and moves came with 6.6.
 *
 * @param shift of the lowest bit
 */
record Cut(int containerBytes, int shift, int widthBits, boolean signed) {
    Cut {
        if (Integer.bitCount(containerBytes) != 1
                || containerBytes > 8
                || shift < 0
                || widthBits <= 0
                || shift + widthBits > 8 * containerBytes) {
            throw new IllegalArgumentException(
                    "no " + widthBits + " bits from bit " + shift + " in " + containerBytes + " bytes");
        }
    }

    /** For integers and bit-fields. */
    static Cut of(FetchLeaf leaf) {
        if (leaf instanceof FetchLeaf.Bits bits) {
            return new Cut(bits.containerBytes(), bits.shift(), bits.widthBits(), bits.signed());
        }
        FetchLeaf.Int value = (FetchLeaf.Int) leaf;
        return new Cut(value.sizeBytes(), 0, 8 * value.sizeBytes(), value.signed());
    }

    /** True if a zero-extending load of the container is the value. */
    boolean isUnsignedContainer() {
        return !signed && shift == 0 && widthBits == 8 * containerBytes;
    }

    /** True if all 64 bits are the value. */
    boolean isWhole() {
        return widthBits == 64;
    }

    void emit(PrologueCode code, int register) {
        int above = 64 - shift - widthBits;
        int below = 64 - widthBits;
        if (above > 0) {
            code.emit(Insn.alu64(Opcode.LSH, register, above));
        }
        if (below > 0) {
            code.emit(Insn.alu64(signed ? Opcode.ARSH : Opcode.RSH, register, below));
        }
    }

    /** What the instructions compute. */
    long apply(long value) {
        long top = value << (64 - shift - widthBits);
        return signed ? top >> (64 - widthBits) : top >>> (64 - widthBits);
    }
}
