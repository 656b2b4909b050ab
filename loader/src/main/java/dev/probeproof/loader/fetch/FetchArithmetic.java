// SPDX-License-Identifier: MIT
package dev.probeproof.loader.fetch;

/**
 * What the operators of a {@link FetchValue} mean, on numbers of 64 bits. As in BPF: dividing by 0 gives 0, the remainder of it
 * is the dividend, and no bits are left of what is shifted by 64 and more (RFC 9669 section 4.1; the instruction itself takes the
 * distance modulo 64, which is why prologues do not shift by such a distance).
 */
public final class FetchArithmetic {
    private FetchArithmetic() {}

    /** A number with its sign, or all bits, turned. */
    public static long apply(FetchValue.UnaryOperator operator, long value) {
        return switch (operator) {
            case NEGATE -> -value;
            case COMPLEMENT -> ~value;
        };
    }

    /** An operator on two numbers. */
    public static long apply(FetchValue.BinaryOperator operator, long left, long right) {
        return switch (operator) {
            case ADD -> left + right;
            case SUBTRACT -> left - right;
            case MULTIPLY -> left * right;
            case DIVIDE_SIGNED -> right == 0 ? 0 : left / right;
            case DIVIDE_UNSIGNED -> right == 0 ? 0 : Long.divideUnsigned(left, right);
            case REMAINDER_UNSIGNED -> right == 0 ? left : Long.remainderUnsigned(left, right);
            case AND -> left & right;
            case OR -> left | right;
            case XOR -> left ^ right;
            case SHIFT_LEFT -> isWide(right) ? 0 : left << right;
            case SHIFT_RIGHT -> isWide(right) ? 0 : left >>> right;
            case SHIFT_RIGHT_SIGNED -> isWide(right) ? left >> Long.SIZE - 1 : left >> right;
            case EQUAL -> truth(left == right);
            case NOT_EQUAL -> truth(left != right);
            case LESS_SIGNED -> truth(left < right);
            case LESS_OR_EQUAL_SIGNED -> truth(left <= right);
            case GREATER_SIGNED -> truth(left > right);
            case GREATER_OR_EQUAL_SIGNED -> truth(left >= right);
        };
    }

    /**
     * The low bits of a number, extended to 64.
     *
     * @param bits 1 to 64
     */
    public static long extend(long value, int bits, boolean signed) {
        int unused = Long.SIZE - bits;
        return signed ? value << unused >> unused : value << unused >>> unused;
    }

    private static boolean isWide(long distance) {
        return Long.compareUnsigned(distance, Long.SIZE) >= 0;
    }

    private static long truth(boolean holds) {
        return holds ? 1 : 0;
    }
}
