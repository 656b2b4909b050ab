// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.debug;

/** Operators of C on 64 bits with a sign. */
final class Arithmetic {
    private Arithmetic() {}

    static long apply(String operator, long left, long right) {
        return switch (operator) {
            case "||" -> truth(left != 0 || right != 0);
            case "&&" -> truth(left != 0 && right != 0);
            case "|" -> left | right;
            case "^" -> left ^ right;
            case "&" -> left & right;
            case "==" -> truth(left == right);
            case "!=" -> truth(left != right);
            case "<=" -> truth(left <= right);
            case ">=" -> truth(left >= right);
            case "<" -> truth(left < right);
            case ">" -> truth(left > right);
            case "<<" -> left << right;
            case ">>" -> left >> right;
            case "+" -> left + right;
            case "-" -> left - right;
            case "*" -> left * right;
            case "/", "%" -> {
                if (right == 0) {
                    throw new DebugException("division by zero");
                }
                yield operator.equals("/") ? left / right : left % right;
            }
            default -> throw new IllegalArgumentException(operator);
        };
    }

    private static long truth(boolean holds) {
        return holds ? 1 : 0;
    }
}
