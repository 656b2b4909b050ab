// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.fetch.FetchAlgebra;
import dev.probeproof.loader.fetch.FetchValue;
import dev.probeproof.loader.fetch.FetchValue.BinaryOperator;
import java.util.ArrayList;
import java.util.List;

/** The stack of an expression, and the operators that need nothing else. */
final class ExpressionStack {
    /** What compilers write needs less than ten. */
    private static final int MAX_ENTRIES = 256;

    private final List<StackValue> entries = new ArrayList<>();

    ExpressionStack copy() {
        ExpressionStack copy = new ExpressionStack();
        copy.entries.addAll(entries);
        return copy;
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    void clear() {
        entries.clear();
    }

    void push(StackValue value) throws NotFetchableException {
        if (entries.size() == MAX_ENTRIES) {
            throw new NotFetchableException("its computation needs a stack of more than " + MAX_ENTRIES + " entries");
        }
        if (!FetchAlgebra.fits(value.value())) {
            throw new NotFetchableException("its computation takes more than " + FetchValue.MAX_NODES + " steps or "
                    + FetchValue.MAX_DEPTH + " levels");
        }
        entries.add(value);
    }

    /** The entry that many below the top. */
    StackValue peek(long depth, Operation operation, Bytes expression) {
        if (depth < 0 || depth >= entries.size()) {
            throw DwarfCursor.problem(
                    expression,
                    operation.at(),
                    operation.name() + " needs " + (depth + 1) + " values on the stack, which has " + entries.size());
        }
        return entries.get(entries.size() - 1 - (int) depth);
    }

    StackValue pop(Operation operation, Bytes expression) {
        StackValue top = peek(0, operation, expression);
        entries.remove(entries.size() - 1);
        return top;
    }

    /** Does the operation if it concerns the stack alone. */
    boolean apply(Operation operation, Bytes expression) throws NotFetchableException {
        int code = operation.code();
        if (code >= Operators.LIT0 && code < Operators.REG0) {
            push(StackValue.generic(code - Operators.LIT0));
            return true;
        }
        if (code >= 0x08 && code <= 0x11) {
            push(StackValue.generic(operation.first()));
            return true;
        }
        return rearrange(operation, expression) || unary(operation, expression) || binary(operation, expression);
    }

    private boolean rearrange(Operation operation, Bytes expression) throws NotFetchableException {
        switch (operation.code()) {
            case 0x12 -> push(peek(0, operation, expression));
            case 0x13 -> pop(operation, expression);
            case 0x14 -> push(peek(1, operation, expression));
            case 0x15 -> push(peek(operation.first(), operation, expression));
            case 0x16 -> {
                peek(1, operation, expression);
                entries.add(entries.size() - 2, pop(operation, expression));
            }
            case 0x17 -> {
                peek(2, operation, expression);
                entries.add(entries.size() - 3, pop(operation, expression));
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean unary(Operation operation, Bytes expression) throws NotFetchableException {
        int code = operation.code();
        if (code != 0x19 && code != 0x1f && code != 0x20 && code != 0x23) {
            return false;
        }
        StackValue operand = pop(operation, expression);
        push(
                switch (code) {
                    case 0x19 -> operand.absolute();
                    case 0x1f -> operand.negate();
                    case 0x20 -> operand.complement();
                    default -> operand.plus(operation.first());
                });
        return true;
    }

    private boolean binary(Operation operation, Bytes expression) throws NotFetchableException {
        int code = operation.code();
        boolean is = code >= 0x1a && code <= 0x1e
                || code == 0x21
                || code == 0x22
                || code >= 0x24 && code <= 0x27
                || code >= 0x29 && code <= 0x2e;
        if (!is) {
            return false;
        }
        peek(1, operation, expression);
        StackValue right = pop(operation, expression);
        StackValue left = pop(operation, expression);
        push(
                switch (code) {
                    case 0x1a -> left.combine(BinaryOperator.AND, right);
                    case 0x1b -> left.divide(right);
                    case 0x1c -> left.combine(BinaryOperator.SUBTRACT, right);
                    case 0x1d -> left.remainder(right);
                    case 0x1e -> left.combine(BinaryOperator.MULTIPLY, right);
                    case 0x21 -> left.combine(BinaryOperator.OR, right);
                    case 0x22 -> left.combine(BinaryOperator.ADD, right);
                    case 0x24 -> left.shiftLeft(right);
                    case 0x25 -> left.shiftRight(right, false);
                    case 0x26 -> left.shiftRight(right, true);
                    case 0x27 -> left.combine(BinaryOperator.XOR, right);
                    case 0x29 -> left.compare(BinaryOperator.EQUAL, right);
                    case 0x2a -> left.compare(BinaryOperator.GREATER_OR_EQUAL_SIGNED, right);
                    case 0x2b -> left.compare(BinaryOperator.GREATER_SIGNED, right);
                    case 0x2c -> left.compare(BinaryOperator.LESS_OR_EQUAL_SIGNED, right);
                    case 0x2d -> left.compare(BinaryOperator.LESS_SIGNED, right);
                    default -> left.compare(BinaryOperator.NOT_EQUAL, right);
                });
        return true;
    }
}
