// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.check;

import dev.probeproof.loader.arch.Register;
import dev.probeproof.loader.fetch.FetchValue;
import java.nio.ByteOrder;
import java.util.OptionalLong;

/**
 * What a value of debug information is at a probe: its meaning in a few lines, apart from the generators that write
 * instructions for it.
 */
final class LocationArithmetic {
    private final ProbeState state;
    private final ByteOrder order;

    LocationArithmetic(ProbeState state) {
        this.state = state;
        this.order = state.registers().arch().byteOrder();
    }

    /** Empty if memory is missing on the way, or a symbol is not known. */
    OptionalLong evaluate(FetchValue value) {
        if (value instanceof FetchValue.Register register) {
            Register place = register.register();
            return OptionalLong.of(state.registers().get(place));
        } else if (value instanceof FetchValue.Constant constant) {
            return OptionalLong.of(constant.value());
        } else if (value instanceof FetchValue.Symbol symbol) {
            return plus(state.symbol(symbol.name()), symbol.offset());
        } else if (value instanceof FetchValue.PerCpu copy) {
            return plus(state.symbol(copy.name()), SyntheticSymbols.perCpuOffset(0) + copy.offset());
        } else if (value instanceof FetchValue.Memory memory) {
            OptionalLong address = evaluate(memory.address());
            return address.isEmpty() ? address : word(address.getAsLong(), memory.sizeBytes());
        } else if (value instanceof FetchValue.Extend extend) {
            OptionalLong inner = evaluate(extend.value());
            int unused = Long.SIZE - extend.bits();
            return inner.isEmpty()
                    ? inner
                    : OptionalLong.of(
                            extend.signed()
                                    ? inner.getAsLong() << unused >> unused
                                    : inner.getAsLong() << unused >>> unused);
        } else if (value instanceof FetchValue.Unary unary) {
            OptionalLong inner = evaluate(unary.value());
            boolean negates = unary.operator() == FetchValue.UnaryOperator.NEGATE;
            return inner.isEmpty() ? inner : OptionalLong.of(negates ? -inner.getAsLong() : ~inner.getAsLong());
        }
        FetchValue.Binary binary = (FetchValue.Binary) value;
        OptionalLong left = evaluate(binary.left());
        OptionalLong right = evaluate(binary.right());
        return left.isEmpty() || right.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(apply(binary.operator(), left.getAsLong(), right.getAsLong()));
    }

    private static OptionalLong plus(OptionalLong address, long offset) {
        return address.isEmpty() ? address : OptionalLong.of(address.getAsLong() + offset);
    }

    /** A number in memory, without sign. */
    OptionalLong word(long address, int sizeBytes) {
        byte[] bytes = state.read(address, sizeBytes).orElse(null);
        if (bytes == null) {
            return OptionalLong.empty();
        }
        long value = 0;
        for (int i = 0; i < bytes.length; i++) {
            value = value << 8 | bytes[order == ByteOrder.LITTLE_ENDIAN ? bytes.length - 1 - i : i] & 0xff;
        }
        return OptionalLong.of(value);
    }

    private static long apply(FetchValue.BinaryOperator operator, long left, long right) {
        boolean far = right < 0 || right > 63;
        return switch (operator) {
            case ADD -> left + right;
            case SUBTRACT -> left - right;
            case MULTIPLY -> left * right;
            // As BPF divides: by 0 gives 0, and the remainder is what was to be divided.
            case DIVIDE_SIGNED -> right == 0 ? 0 : left / right;
            case DIVIDE_UNSIGNED -> right == 0 ? 0 : Long.divideUnsigned(left, right);
            case REMAINDER_UNSIGNED -> right == 0 ? left : Long.remainderUnsigned(left, right);
            case AND -> left & right;
            case OR -> left | right;
            case XOR -> left ^ right;
            case SHIFT_LEFT -> far ? 0 : left << right;
            case SHIFT_RIGHT -> far ? 0 : left >>> right;
            case SHIFT_RIGHT_SIGNED -> left >> (far ? 63 : right);
            case EQUAL -> left == right ? 1 : 0;
            case NOT_EQUAL -> left != right ? 1 : 0;
            case LESS_SIGNED -> left < right ? 1 : 0;
            case LESS_OR_EQUAL_SIGNED -> left <= right ? 1 : 0;
            case GREATER_SIGNED -> left > right ? 1 : 0;
            case GREATER_OR_EQUAL_SIGNED -> left >= right ? 1 : 0;
        };
    }
}
