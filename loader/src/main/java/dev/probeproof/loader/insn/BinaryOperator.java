// SPDX-License-Identifier: MIT
package dev.probeproof.loader.insn;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What {@link Operation.Arithmetic} does with its register and its operand. */
public enum BinaryOperator {
    ADD(Opcode.ADD, "+="),
    SUB(Opcode.SUB, "-="),
    MUL(Opcode.MUL, "*="),
    DIV(Opcode.DIV, "/="),
    OR(Opcode.OR, "|="),
    AND(Opcode.AND, "&="),
    LSH(Opcode.LSH, "<<="),
    RSH(Opcode.RSH, ">>="),
    MOD(Opcode.MOD, "%="),
    XOR(Opcode.XOR, "^="),
    MOV(Opcode.MOV, "="),
    ARSH(Opcode.ARSH, "s>>="),
    SIGNED_DIV(Opcode.DIV, "s/="),
    SIGNED_MOD(Opcode.MOD, "s%=");

    private static final List<BinaryOperator> ALL = List.of(values());

    private final int bits;
    private final String symbol;

    BinaryOperator(int bits, String symbol) {
        this.bits = bits;
        this.symbol = symbol;
    }

    /** The operation in an opcode, such as {@link Opcode#ADD}. */
    public int bits() {
        return bits;
    }

    /** As programs write it: {@code +=}. */
    public String symbol() {
        return symbol;
    }

    /** True for division and remainder of signed numbers, which an offset of 1 tells from the unsigned. */
    public boolean isSignedDivision() {
        return this == SIGNED_DIV || this == SIGNED_MOD;
    }

    /** The operator of {@link Opcode#ADD} and its like; unsigned division and remainder. */
    static Optional<BinaryOperator> ofBits(int bits) {
        return first(one -> one.bits == bits);
    }

    static Optional<BinaryOperator> ofSymbol(String symbol) {
        return first(one -> one.symbol.equals(symbol));
    }

    /** The signed one of a division or remainder; itself for others. */
    BinaryOperator signed() {
        return switch (this) {
            case DIV -> SIGNED_DIV;
            case MOD -> SIGNED_MOD;
            default -> this;
        };
    }

    /** A loop and no stream: decoding a large program asks this for every instruction. */
    private static Optional<BinaryOperator> first(Predicate<BinaryOperator> wanted) {
        for (BinaryOperator one : ALL) {
            if (wanted.test(one)) {
                return Optional.of(one);
            }
        }
        return Optional.empty();
    }
}
