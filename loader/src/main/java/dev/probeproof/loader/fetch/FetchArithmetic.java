// SPDX-License-Identifier: MIT
package dev.probeproof.loader.fetch;

/** What the operators of a {@link FetchValue} mean, on numbers. */
final class FetchArithmetic {
    private FetchArithmetic() {}

    static long apply(FetchValue.UnaryOperator operator, long value) {
        return switch (operator) {
            case NEGATE -> -value;
            case COMPLEMENT -> ~value;
        };
    }

    static long apply(FetchValue.BinaryOperator operator, long left, long right) {
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

    static long extend(long value, int bits, boolean signed) {
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
