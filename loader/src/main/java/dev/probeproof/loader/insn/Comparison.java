// SPDX-License-Identifier: MIT
package dev.probeproof.loader.insn;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What makes an {@link Operation.Branch} jump. */
public enum Comparison {
    EQUAL(Opcode.JEQ, "=="),
    NOT_EQUAL(Opcode.JNE, "!="),
    GREATER(Opcode.JGT, ">"),
    GREATER_OR_EQUAL(Opcode.JGE, ">="),
    LESS(Opcode.JLT, "<"),
    LESS_OR_EQUAL(Opcode.JLE, "<="),
    SIGNED_GREATER(Opcode.JSGT, "s>"),
    SIGNED_GREATER_OR_EQUAL(Opcode.JSGE, "s>="),
    SIGNED_LESS(Opcode.JSLT, "s<"),
    SIGNED_LESS_OR_EQUAL(Opcode.JSLE, "s<="),
    /** Some bit is set in both. */
    BITS_SET(Opcode.JSET, "&");

    private static final List<Comparison> ALL = List.of(values());

    private final int bits;
    private final String symbol;

    Comparison(int bits, String symbol) {
        this.bits = bits;
        this.symbol = symbol;
    }

    /** The operation in an opcode, such as {@link Opcode#JEQ}. */
    public int bits() {
        return bits;
    }

    /** As programs write it: {@code s>=}. */
    public String symbol() {
        return symbol;
    }

    /** Whether it holds; for a 32-bit comparison both sides must be sign-extended to 64 bits before. */
    public boolean holds(long left, long right) {
        return switch (this) {
            case EQUAL -> left == right;
            case NOT_EQUAL -> left != right;
            case GREATER -> Long.compareUnsigned(left, right) > 0;
            case GREATER_OR_EQUAL -> Long.compareUnsigned(left, right) >= 0;
            case LESS -> Long.compareUnsigned(left, right) < 0;
            case LESS_OR_EQUAL -> Long.compareUnsigned(left, right) <= 0;
            case SIGNED_GREATER -> left > right;
            case SIGNED_GREATER_OR_EQUAL -> left >= right;
            case SIGNED_LESS -> left < right;
            case SIGNED_LESS_OR_EQUAL -> left <= right;
            case BITS_SET -> (left & right) != 0;
        };
    }

    static Optional<Comparison> ofBits(int bits) {
        return first(one -> one.bits == bits);
    }

    static Optional<Comparison> ofSymbol(String symbol) {
        return first(one -> one.symbol.equals(symbol));
    }

    /** A loop and no stream: decoding a large program asks this for every instruction. */
    private static Optional<Comparison> first(Predicate<Comparison> wanted) {
        for (Comparison one : ALL) {
            if (wanted.test(one)) {
                return Optional.of(one);
            }
        }
        return Optional.empty();
    }
}
