// SPDX-License-Identifier: MIT
package dev.probeproof.loader.fetch;

import dev.probeproof.loader.fetch.FetchValue.Binary;
import dev.probeproof.loader.fetch.FetchValue.BinaryOperator;
import dev.probeproof.loader.fetch.FetchValue.Constant;
import dev.probeproof.loader.fetch.FetchValue.Extend;
import dev.probeproof.loader.fetch.FetchValue.Memory;
import dev.probeproof.loader.fetch.FetchValue.PerCpu;
import dev.probeproof.loader.fetch.FetchValue.Symbol;
import dev.probeproof.loader.fetch.FetchValue.Unary;
import dev.probeproof.loader.fetch.FetchValue.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Puts values together, each as the shortest tree we know: constants are folded, {@code (x + a) + b} is joined, masks and
 * pairs of shifts become {@link Extend}. No memory access is ever left out: a value that faults still faults.
 */
public final class FetchAlgebra {
    private FetchAlgebra() {}

    /** The sum; what is constant of it ends up as one right operand, or inside a {@link Symbol} or {@link PerCpu}. */
    public static FetchValue add(FetchValue left, FetchValue right) {
        if (left instanceof Constant && !(right instanceof Constant)) {
            return add(right, left);
        }
        if (right instanceof Constant constant) {
            return addConstant(left, constant.value());
        }
        Binary displaced = displaced(left);
        if (displaced != null) {
            return add(add(displaced.left(), right), displaced.right());
        }
        displaced = displaced(right);
        if (displaced != null) {
            return add(add(left, displaced.left()), displaced.right());
        }
        return new Binary(BinaryOperator.ADD, left, right);
    }

    /** The value plus a number of bytes. */
    public static FetchValue add(FetchValue value, long constant) {
        return addConstant(value, constant);
    }

    private static FetchValue addConstant(FetchValue value, long constant) {
        if (constant == 0) {
            return value;
        }
        if (value instanceof Constant number) {
            return new Constant(number.value() + constant);
        }
        if (value instanceof Symbol symbol) {
            return new Symbol(symbol.name(), symbol.offset() + constant);
        }
        if (value instanceof PerCpu variable) {
            return new PerCpu(variable.name(), variable.offset() + constant);
        }
        Binary displaced = displaced(value);
        if (displaced != null && displaced.right() instanceof Constant number) {
            return addConstant(displaced.left(), number.value() + constant);
        }
        return new Binary(BinaryOperator.ADD, value, new Constant(constant));
    }

    /** The value if it is a sum with a constant. */
    private static @Nullable Binary displaced(FetchValue value) {
        return value instanceof Binary sum && sum.operator() == BinaryOperator.ADD && sum.right() instanceof Constant
                ? sum
                : null;
    }

    /** An operator applied to two values. */
    public static FetchValue binary(BinaryOperator operator, FetchValue left, FetchValue right) {
        if (left instanceof Constant a && right instanceof Constant b) {
            return new Constant(FetchArithmetic.apply(operator, a.value(), b.value()));
        }
        if (operator == BinaryOperator.ADD) {
            return add(left, right);
        }
        if (left instanceof Constant && isCommutative(operator)) {
            return binary(operator, right, left);
        }
        return right instanceof Constant constant
                ? withConstant(operator, left, constant)
                : new Binary(operator, left, right);
    }

    private static FetchValue withConstant(BinaryOperator operator, FetchValue left, Constant right) {
        long value = right.value();
        if (operator == BinaryOperator.SUBTRACT) {
            return addConstant(left, -value);
        }
        if (isNeutral(operator, value)) {
            return left;
        }
        // A mask of the low bits; value + 1 is a power of two then.
        if (operator == BinaryOperator.AND && value > 0 && (value & (value + 1)) == 0) {
            return extend(left, Long.bitCount(value), false);
        }
        if (operator == BinaryOperator.SHIFT_RIGHT || operator == BinaryOperator.SHIFT_RIGHT_SIGNED) {
            boolean pair = left instanceof Binary shifted
                    && shifted.operator() == BinaryOperator.SHIFT_LEFT
                    && shifted.right().equals(right)
                    && value > 0
                    && value < Long.SIZE;
            if (pair) {
                int bits = Long.SIZE - (int) value;
                return extend(((Binary) left).left(), bits, operator == BinaryOperator.SHIFT_RIGHT_SIGNED);
            }
        }
        return new Binary(operator, left, right);
    }

    private static boolean isNeutral(BinaryOperator operator, long value) {
        return switch (operator) {
            case OR, XOR, SHIFT_LEFT, SHIFT_RIGHT, SHIFT_RIGHT_SIGNED -> value == 0;
            case MULTIPLY, DIVIDE_SIGNED, DIVIDE_UNSIGNED -> value == 1;
            case AND -> value == -1;
            default -> false;
        };
    }

    private static boolean isCommutative(BinaryOperator operator) {
        return switch (operator) {
            case ADD, MULTIPLY, AND, OR, XOR, EQUAL, NOT_EQUAL -> true;
            default -> false;
        };
    }

    /** An operator applied to one value. */
    public static FetchValue unary(UnaryOperator operator, FetchValue value) {
        if (value instanceof Constant constant) {
            return new Constant(FetchArithmetic.apply(operator, constant.value()));
        }
        if (value instanceof Unary inner && inner.operator() == operator) {
            return inner.value();
        }
        return new Unary(operator, value);
    }

    /** The low bits of a value, extended. */
    public static FetchValue extend(FetchValue value, int bits, boolean signed) {
        if (bits == Long.SIZE) {
            return value;
        }
        if (value instanceof Constant constant) {
            return new Constant(FetchArithmetic.extend(constant.value(), bits, signed));
        }
        if (value instanceof Memory memory && !signed && bits >= 8 * memory.sizeBytes()) {
            return value;
        }
        if (value instanceof Extend inner) {
            if (bits <= inner.bits()) {
                return extend(inner.value(), bits, signed);
            }
            if (!inner.signed() || signed) {
                return value;
            }
        }
        return new Extend(value, bits, signed);
    }

    /** Whether a tree keeps to {@link FetchValue#MAX_NODES} and {@link FetchValue#MAX_DEPTH}. */
    public static boolean fits(FetchValue value) {
        return countDown(value, FetchValue.MAX_NODES, FetchValue.MAX_DEPTH) >= 0;
    }

    /** How many nodes are left after those of the tree, or -1. */
    private static int countDown(FetchValue value, int nodes, int levels) {
        if (nodes <= 0 || levels <= 0) {
            return -1;
        }
        if (value instanceof Binary binary) {
            int left = countDown(binary.left(), nodes - 1, levels - 1);
            return left < 0 ? -1 : countDown(binary.right(), left, levels - 1);
        } else if (value instanceof Unary unary) {
            return countDown(unary.value(), nodes - 1, levels - 1);
        } else if (value instanceof Extend extend) {
            return countDown(extend.value(), nodes - 1, levels - 1);
        } else if (value instanceof Memory memory) {
            return countDown(memory.address(), nodes - 1, levels - 1);
        }
        return nodes - 1;
    }
}
