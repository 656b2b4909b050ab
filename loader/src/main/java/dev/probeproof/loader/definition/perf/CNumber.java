// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition.perf;

import dev.probeproof.loader.definition.TextSlice;

/** Numbers as C reads them: decimal, {@code 0x…}, and octal after a 0. */
final class CNumber {
    private CNumber() {}

    /** Digits of the value, and where they end. */
    private record Digits(long value, boolean overflow, int end) {}

    /** What {@code strtoul} makes of the whole text: a sign is allowed, nothing is 0, too much is all ones. */
    static long asStrtoul(TextSlice text, String what) {
        boolean negative = text.peek(0) == '-';
        int start = negative || text.peek(0) == '+' ? 1 : 0;
        Digits digits = digits(text, start);
        int end = digits.end() == start ? 0 : digits.end();
        if (end != text.length()) {
            throw text.error(end, "expected " + what + " but found " + text.found(end));
        }
        return digits.overflow() ? -1 : negative ? -digits.value() : digits.value();
    }

    /** A number without a sign, from 0 to a limit below 2<sup>63</sup>. */
    static long unsigned(TextSlice text, String what, long most) {
        Digits digits = digits(text, 0);
        if (digits.end() == 0 || digits.end() != text.length()) {
            throw text.error(digits.end(), "expected " + what + " but found " + text.found(digits.end()));
        }
        if (digits.overflow() || digits.value() < 0 || digits.value() > most) {
            throw text.error("expected " + what + " of at most " + most);
        }
        return digits.value();
    }

    /** {@code 0x} and up to 16 digits. */
    static long hexadecimal(TextSlice text, String what) {
        Digits digits = digits(text, 0);
        if (digits.end() != text.length() || text.length() < 3) {
            int wrong = Math.max(2, digits.end());
            throw text.error(wrong, "expected " + what + " in hexadecimal but found " + text.found(wrong));
        }
        if (digits.overflow()) {
            throw text.error(what + " of more than 64 bits");
        }
        return digits.value();
    }

    private static Digits digits(TextSlice text, int start) {
        boolean hex = text.peek(start) == '0' && (text.peek(start + 1) | 0x20) == 'x' && digit(text.peek(start + 2), 16) >= 0;
        int radix = hex ? 16 : text.peek(start) == '0' ? 8 : 10;
        int at = hex ? start + 2 : start;
        long value = 0;
        boolean overflow = false;
        for (int digit = digit(text.peek(at), radix); digit >= 0; digit = digit(text.peek(at), radix)) {
            overflow |= Long.compareUnsigned(value, Long.divideUnsigned(-1 - digit, radix)) > 0;
            value = value * radix + digit;
            at++;
        }
        return new Digits(value, overflow, at);
    }

    private static int digit(char c, int radix) {
        return c < 0x80 ? Character.digit(c, radix) : -1;
    }
}
