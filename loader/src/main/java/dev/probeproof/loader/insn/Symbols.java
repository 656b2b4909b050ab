// SPDX-License-Identifier: MIT
package dev.probeproof.loader.insn;

import java.util.Map;

import static dev.probeproof.loader.insn.Opcode.*;

/** How the kernel's log writes operations: what the disassembler prints and the assembler reads. */
final class Symbols {
    static final Map<Integer, String> ARITHMETIC = Map.ofEntries(
            Map.entry(ADD, "+="),
            Map.entry(SUB, "-="),
            Map.entry(MUL, "*="),
            Map.entry(DIV, "/="),
            Map.entry(OR, "|="),
            Map.entry(AND, "&="),
            Map.entry(LSH, "<<="),
            Map.entry(RSH, ">>="),
            Map.entry(MOD, "%="),
            Map.entry(XOR, "^="),
            Map.entry(MOV, "="),
            Map.entry(ARSH, "s>>="));

    static final Map<Integer, String> COMPARISON = Map.ofEntries(
            Map.entry(JEQ, "=="),
            Map.entry(JNE, "!="),
            Map.entry(JGT, ">"),
            Map.entry(JGE, ">="),
            Map.entry(JLT, "<"),
            Map.entry(JLE, "<="),
            Map.entry(JSGT, "s>"),
            Map.entry(JSGE, "s>="),
            Map.entry(JSLT, "s<"),
            Map.entry(JSLE, "s<="),
            Map.entry(JSET, "&"));

    static final Map<Integer, String> FETCH = Map.of(ADD, "add", OR, "or", AND, "and", XOR, "xor");

    private Symbols() {}

    /** The operation that a symbol stands for, or -1. */
    static int operation(Map<Integer, String> table, String symbol) {
        for (Map.Entry<Integer, String> entry : table.entrySet()) {
            if (entry.getValue().equals(symbol)) {
                return entry.getKey();
            }
        }
        return -1;
    }
}
