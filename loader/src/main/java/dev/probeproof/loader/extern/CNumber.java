// SPDX-License-Identifier: MIT
package dev.probeproof.loader.extern;

import org.jspecify.annotations.Nullable;

/** An integer constant as C's {@code strtoull} reads it with base 0: decimal, {@code 0x} or octal, with a sign. */
final class CNumber {
    private CNumber() {}

    /** The number's low 64 bits; null if the text is none, or has more than 64. */
    static @Nullable Long parse(String text) {
        String digits = text.stripLeading();
        boolean negative = digits.startsWith("-");
        if (negative || digits.startsWith("+")) {
            digits = digits.substring(1);
        }
        int base = 10;
        if (digits.startsWith("0x") || digits.startsWith("0X")) {
            base = 16;
            digits = digits.substring(2);
        } else if (digits.startsWith("0") && digits.length() > 1) {
            base = 8;
            digits = digits.substring(1);
        }
        if (digits.startsWith("-") || digits.startsWith("+")) {
            return null;
        }
        try {
            long number = Long.parseUnsignedLong(digits, base);
            return negative ? -number : number;
        } catch (NumberFormatException none) {
            // Whoever asks knows where the text is from and says so.
            return null;
        }
    }
}
