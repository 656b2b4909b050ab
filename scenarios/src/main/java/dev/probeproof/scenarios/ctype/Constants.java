// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.ctype;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** Constant expressions: sizes of arrays, widths of bit-fields, values of enumerators. */
final class Constants {
    private static final int DEEPEST = 64;

    /** How tightly operators of two operands bind. */
    private static final Map<String, Integer> BINDING =
            Map.of("|", 1, "^", 2, "&", 3, "<<", 4, ">>", 4, "+", 5, "-", 5, "*", 6, "/", 6, "%", 6);

    private final Map<String, Long> enumerators = new HashMap<>();
    private final Function<String, OptionalLong> others;
    private int depth;

    /** @param others what enumerators are known from elsewhere */
    Constants(Function<String, OptionalLong> others) {
        this.others = others;
    }

    void define(String name, long value) {
        enumerators.put(name, value);
    }

    long read(Cursor cursor, ToLongFunction<Cursor> sizeOfType) {
        return operators(cursor, 1, sizeOfType);
    }

    private long operators(Cursor cursor, int least, ToLongFunction<Cursor> sizeOfType) {
        long left = operand(cursor, sizeOfType);
        while (true) {
            Token operator = cursor.peek();
            int binding = operator.kind() == Token.Kind.SIGN ? BINDING.getOrDefault(operator.text(), 0) : 0;
            if (binding < least) {
                return left;
            }
            cursor.next();
            long right = operators(cursor, binding + 1, sizeOfType);
            if (right == 0 && (operator.is("/") || operator.is("%"))) {
                throw operator.problem("division by 0");
            }
            left = apply(operator.text(), left, right);
        }
    }

    private static long apply(String operator, long left, long right) {
        return switch (operator) {
            case "|" -> left | right;
            case "^" -> left ^ right;
            case "&" -> left & right;
            case "<<" -> left << right;
            case ">>" -> left >> right;
            case "+" -> left + right;
            case "-" -> left - right;
            case "*" -> left * right;
            case "/" -> left / right;
            default -> left % right;
        };
    }

    private long operand(Cursor cursor, ToLongFunction<Cursor> sizeOfType) {
        Token token = cursor.next();
        if (++depth > DEEPEST) {
            throw token.problem("more than " + DEEPEST + " levels of an expression");
        }
        try {
            if (token.kind() == Token.Kind.NUMBER) {
                return number(token);
            } else if (token.kind() == Token.Kind.CHARACTER) {
                return character(token);
            } else if (token.is("-")) {
                return -operand(cursor, sizeOfType);
            } else if (token.is("+")) {
                return operand(cursor, sizeOfType);
            } else if (token.is("~")) {
                return ~operand(cursor, sizeOfType);
            } else if (token.is("(")) {
                long value = operators(cursor, 1, sizeOfType);
                cursor.expect(")");
                return value;
            } else if (token.is("sizeof")) {
                cursor.expect("(");
                long size = sizeOfType.applyAsLong(cursor);
                cursor.expect(")");
                return size;
            } else if (token.isName()) {
                Long known = enumerators.get(token.text());
                return known != null
                        ? known
                        : others.apply(token.text())
                                .orElseThrow(() -> token.problem("unknown name " + token + " in a constant"));
            }
            throw token.problem("a number was expected, not " + token);
        } finally {
            depth--;
        }
    }

    private static long number(Token token) {
        String digits = token.text().replaceAll("[uUlL]+$", "");
        try {
            if (digits.startsWith("0x") || digits.startsWith("0X")) {
                return Long.parseUnsignedLong(digits.substring(2), 16);
            } else if (digits.startsWith("0b") || digits.startsWith("0B")) {
                return Long.parseUnsignedLong(digits.substring(2), 2);
            }
            return digits.length() > 1 && digits.startsWith("0")
                    ? Long.parseUnsignedLong(digits, 8)
                    : Long.parseUnsignedLong(digits);
        } catch (NumberFormatException e) {
            throw token.problem(token + " is no number of 64 bits");
        }
    }

    private static long character(Token token) {
        String inner = token.text().substring(1, token.text().length() - 1);
        if (!inner.startsWith("\\")) {
            return inner.charAt(0);
        }
        return switch (inner.charAt(1)) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case '0' -> 0;
            default -> inner.charAt(1);
        };
    }
}
