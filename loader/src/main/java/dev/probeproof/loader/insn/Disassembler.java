// SPDX-License-Identifier: MIT
package dev.probeproof.loader.insn;

/** Prints instructions in the form of the kernel's verifier log. */
public final class Disassembler {
    private Disassembler() {}

    /** One line a slot: index, opcode in hex, text. */
    public static String disassemble(Instructions program) {
        throw new UnsupportedOperationException("not written yet");
    }
}
