// SPDX-License-Identifier: MIT
package dev.probeproof.loader.instance;

import dev.probeproof.loader.fetch.FetchArithmetic;
import dev.probeproof.loader.fetch.FetchValue;
import dev.probeproof.loader.fetch.FetchValue.BinaryOperator;
import java.util.function.ToLongFunction;

/**
 * Computes what is known while a prologue is generated. Not only shorter: verifiers refuse divisions by a constant 0 and
 * shifts by a constant of 64 and more, so none is left over.
 */
final class ValueFolding {
    private final ToLongFunction<FetchValue.Symbol> addresses;

    /** @param addresses of symbols, their offsets added */
    ValueFolding(ToLongFunction<FetchValue.Symbol> addresses) {
        this.addresses = addresses;
    }

    FetchValue fold(FetchValue value) {
        if (value instanceof FetchValue.Symbol symbol) {
            return new FetchValue.Constant(addresses.applyAsLong(symbol));
        } else if (value instanceof FetchValue.Memory memory) {
            return new FetchValue.Memory(fold(memory.address()), memory.sizeBytes(), memory.space());
        } else if (value instanceof FetchValue.Extend extend) {
            return extend(extend, fold(extend.value()));
        } else if (value instanceof FetchValue.Unary unary) {
            FetchValue operand = fold(unary.value());
            return operand instanceof FetchValue.Constant known
                    ? new FetchValue.Constant(FetchArithmetic.apply(unary.operator(), known.value()))
                    : new FetchValue.Unary(unary.operator(), operand);
        } else if (value instanceof FetchValue.Binary binary) {
            return binary(binary.operator(), fold(binary.left()), fold(binary.right()));
        }
        return value;
    }

    private static FetchValue extend(FetchValue.Extend extend, FetchValue operand) {
        return operand instanceof FetchValue.Constant known
                ? new FetchValue.Constant(FetchArithmetic.extend(known.value(), extend.bits(), extend.signed()))
                : new FetchValue.Extend(operand, extend.bits(), extend.signed());
    }

    private static FetchValue binary(BinaryOperator operator, FetchValue left, FetchValue right) {
        if (!(right instanceof FetchValue.Constant known)) {
            return new FetchValue.Binary(operator, left, right);
        }
        long b = known.value();
        if (left instanceof FetchValue.Constant first) {
            return new FetchValue.Constant(FetchArithmetic.apply(operator, first.value(), b));
        }
        boolean tooFar = b < 0 || b > 63;
        return switch (operator) {
            // What is thrown away may still fail to be read, and then the argument fails.
            case DIVIDE_SIGNED, DIVIDE_UNSIGNED -> b == 0 ? zero(left) : new FetchValue.Binary(operator, left, right);
            case REMAINDER_UNSIGNED -> b == 0 ? left : new FetchValue.Binary(operator, left, right);
            case SHIFT_LEFT, SHIFT_RIGHT -> tooFar ? zero(left) : new FetchValue.Binary(operator, left, right);
            case SHIFT_RIGHT_SIGNED ->
                new FetchValue.Binary(operator, left, tooFar ? new FetchValue.Constant(63) : right);
            case ADD, SUBTRACT, OR, XOR -> b == 0 ? left : new FetchValue.Binary(operator, left, right);
            default -> new FetchValue.Binary(operator, left, right);
        };
    }

    private static FetchValue zero(FetchValue of) {
        return new FetchValue.Binary(BinaryOperator.AND, of, new FetchValue.Constant(0));
    }
}
