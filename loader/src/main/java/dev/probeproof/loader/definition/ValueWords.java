// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition;

import dev.probeproof.loader.fetch.AddressSpaceKind;
import dev.probeproof.loader.fetch.FetchBase;
import dev.probeproof.loader.fetch.FetchValue;

/**
 * Computed values for people: {@code [di+24]+40} is the pointer at di+24, plus 40; {@code user[…]} reads user memory, {@code
 * u32[…]} 4 bytes, {@code s8(…)} takes the low 8 bits with their sign. Operators are those of C on signed numbers of 64 bits;
 * {@code u/}, {@code u%} and {@code >>} take them as unsigned, {@code s>>} keeps the sign.
 */
public final class ValueWords {
    private ValueWords() {}

    /** Where a fetch starts, as an expression. */
    public static String of(FetchBase base) {
        if (base instanceof FetchBase.Register register) {
            return register.register().name();
        } else if (base instanceof FetchBase.Symbol symbol) {
            return symbol.name() + offset(symbol.offset());
        } else if (base instanceof FetchBase.Immediate immediate) {
            return "0x" + Long.toHexString(immediate.value());
        } else if (base instanceof FetchBase.PerCpu variable) {
            return "this CPU's " + variable.name() + offset(variable.offset());
        } else if (base instanceof FetchBase.Computed computed) {
            return of(computed.value());
        } else if (base instanceof FetchBase.Pieces pieces) {
            return pieces.pieces().size() + " pieces";
        }
        return base instanceof FetchBase.Absent ? "nothing" : "$comm";
    }

    public static String of(FetchValue value) {
        if (value instanceof FetchValue.Register register) {
            return register.register().name();
        } else if (value instanceof FetchValue.Constant constant) {
            return Long.toString(constant.value());
        } else if (value instanceof FetchValue.Symbol symbol) {
            return symbol.name() + offset(symbol.offset());
        } else if (value instanceof FetchValue.PerCpu variable) {
            return "this CPU's " + variable.name() + offset(variable.offset());
        } else if (value instanceof FetchValue.Memory memory) {
            return (memory.space() == AddressSpaceKind.USER ? "user " : "")
                    + (memory.sizeBytes() == 8 ? "" : "u" + 8 * memory.sizeBytes())
                    + "[" + of(memory.address()) + "]";
        } else if (value instanceof FetchValue.Extend extend) {
            return (extend.signed() ? "s" : "u") + extend.bits() + "(" + of(extend.value()) + ")";
        } else if (value instanceof FetchValue.Unary unary) {
            return (unary.operator() == FetchValue.UnaryOperator.NEGATE ? "-" : "~") + "(" + of(unary.value()) + ")";
        }
        FetchValue.Binary binary = (FetchValue.Binary) value;
        if (binary.operator() == FetchValue.BinaryOperator.ADD
                && binary.right() instanceof FetchValue.Constant constant) {
            return of(binary.left()) + offset(constant.value());
        }
        return "(" + operand(binary.left()) + " " + symbol(binary.operator()) + " " + operand(binary.right()) + ")";
    }

    /** {@code [di+24]+40} has no parentheses of its own. */
    private static String operand(FetchValue value) {
        String words = of(value);
        boolean displaced = value instanceof FetchValue.Binary && !words.endsWith(")")
                || value instanceof FetchValue.Symbol symbol && symbol.offset() != 0
                || value instanceof FetchValue.PerCpu variable && variable.offset() != 0;
        return displaced ? "(" + words + ")" : words;
    }

    private static String offset(long bytes) {
        return bytes == 0 ? "" : bytes < 0 ? Long.toString(bytes) : "+" + bytes;
    }

    private static String symbol(FetchValue.BinaryOperator operator) {
        return switch (operator) {
            case ADD -> "+";
            case SUBTRACT -> "-";
            case MULTIPLY -> "*";
            case AND -> "&";
            case OR -> "|";
            case XOR -> "^";
            case SHIFT_LEFT -> "<<";
            case SHIFT_RIGHT -> ">>";
            case SHIFT_RIGHT_SIGNED -> "s>>";
            case DIVIDE_SIGNED -> "/";
            case DIVIDE_UNSIGNED -> "u/";
            case REMAINDER_UNSIGNED -> "u%";
            case EQUAL -> "==";
            case NOT_EQUAL -> "!=";
            case LESS_SIGNED -> "<";
            case LESS_OR_EQUAL_SIGNED -> "<=";
            case GREATER_SIGNED -> ">";
            case GREATER_OR_EQUAL_SIGNED -> ">=";
        };
    }
}
