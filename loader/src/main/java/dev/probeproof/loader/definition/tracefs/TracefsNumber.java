// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition.tracefs;

import dev.probeproof.loader.definition.TextSlice;

/** Numbers of the kernel's language: decimal, {@code 0x…}, and octal after a 0. */
final class TracefsNumber {
    private TracefsNumber() {}

    /** A number of 64 bits. */
    static long unsigned(TextSlice text, String what) {
        String digits = text.text();
        boolean hex = digits.startsWith("0x") || digits.startsWith("0X");
        boolean octal = !hex && digits.length() > 1 && digits.startsWith("0");
        String number = hex ? digits.substring(2) : digits;
        if (!number.matches(hex ? "[0-9a-fA-F]+" : octal ? "[0-7]+" : "[0-9]+")) {
            throw text.error("expected " + what + " but found '" + digits + "'");
        }
        try {
            return Long.parseUnsignedLong(number, hex ? 16 : octal ? 8 : 10);
        } catch (NumberFormatException tooLarge) {
            throw text.error(what + " of more than 64 bits");
        }
    }
}
