// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.fetch.FetchAlgebra;
import dev.probeproof.loader.fetch.FetchValue;
import dev.probeproof.loader.fetch.FetchValue.BinaryOperator;
import dev.probeproof.loader.fetch.FetchValue.Constant;
import dev.probeproof.loader.fetch.FetchValue.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the stack of an expression, and what operators make of it.
 *
 * @param value extended to 64 bits in the way of its type
 * @param type null for the generic type: 64 bits without a sign of its own, which each operator takes as DWARF 5 section 2.5.1.4 says
 */
record StackValue(FetchValue value, @Nullable BaseType type) {
    private static final long SIGN = Long.MIN_VALUE;

    static StackValue generic(FetchValue value) {
        return new StackValue(value, null);
    }

    static StackValue generic(long value) {
        return generic(new Constant(value));
    }

    /** The low bits of a value that are of that type. */
    static StackValue typed(FetchValue value, @Nullable BaseType type) {
        return new StackValue(
                type == null ? value : FetchAlgebra.extend(value, 8 * type.sizeBytes(), type.isSigned()), type);
    }

    boolean isAsWideAs(@Nullable BaseType other) {
        return bits() == (other == null ? Long.SIZE : 8 * other.sizeBytes());
    }

    private int bits() {
        return type == null ? Long.SIZE : 8 * type.sizeBytes();
    }

    private boolean isSigned() {
        return type == null || type.isSigned();
    }

    StackValue negate() {
        return typed(FetchAlgebra.unary(UnaryOperator.NEGATE, value), type);
    }

    StackValue complement() {
        return typed(FetchAlgebra.unary(UnaryOperator.COMPLEMENT, value), type);
    }

    StackValue absolute() {
        if (!isSigned()) {
            return this;
        }
        FetchValue sign = FetchAlgebra.binary(BinaryOperator.SHIFT_RIGHT_SIGNED, value, new Constant(Long.SIZE - 1));
        FetchValue flipped = FetchAlgebra.binary(BinaryOperator.XOR, value, sign);
        return typed(FetchAlgebra.binary(BinaryOperator.SUBTRACT, flipped, sign), type);
    }

    StackValue plus(long constant) {
        return typed(FetchAlgebra.add(value, constant), type);
    }

    /** An operator that means the same for every type. */
    StackValue combine(BinaryOperator operator, StackValue right) throws NotFetchableException {
        requireSameType(right);
        return typed(FetchAlgebra.binary(operator, value, right.value), type);
    }

    StackValue divide(StackValue right) throws NotFetchableException {
        return combine(isSigned() ? BinaryOperator.DIVIDE_SIGNED : BinaryOperator.DIVIDE_UNSIGNED, right);
    }

    /** Unlike the quotient, the remainder of generic values is unsigned. */
    StackValue remainder(StackValue right) throws NotFetchableException {
        if (type == null || !type.isSigned()) {
            return combine(BinaryOperator.REMAINDER_UNSIGNED, right);
        }
        return combine(BinaryOperator.SUBTRACT, divide(right).combine(BinaryOperator.MULTIPLY, right));
    }

    StackValue shiftLeft(StackValue distance) {
        return typed(FetchAlgebra.binary(BinaryOperator.SHIFT_LEFT, value, distance.value), type);
    }

    StackValue shiftRight(StackValue distance, boolean signed) {
        FetchValue bits = FetchAlgebra.extend(value, bits(), signed);
        BinaryOperator operator = signed ? BinaryOperator.SHIFT_RIGHT_SIGNED : BinaryOperator.SHIFT_RIGHT;
        return typed(FetchAlgebra.binary(operator, bits, distance.value), type);
    }

    /** 1 or 0; generic values compare as signed ones. */
    StackValue compare(BinaryOperator operator, StackValue right) throws NotFetchableException {
        requireSameType(right);
        // Unsigned numbers of 64 bits compare as signed ones do once their highest bit is turned.
        boolean turn = !isSigned() && bits() == Long.SIZE;
        FetchValue left = turn ? turned(value) : value;
        return generic(FetchAlgebra.binary(operator, left, turn ? turned(right.value) : right.value));
    }

    private static FetchValue turned(FetchValue value) {
        return FetchAlgebra.binary(BinaryOperator.XOR, value, new Constant(SIGN));
    }

    private void requireSameType(StackValue right) throws NotFetchableException {
        boolean same = (type == null) == (right.type == null)
                && bits() == right.bits()
                && isSigned() == right.isSigned();
        if (!same) {
            throw new NotFetchableException("it mixes values of different types");
        }
    }
}
