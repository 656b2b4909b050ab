// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.log;

/** Numbers as the log of 6.8 and later writes them: small ones decimal, others hexadecimal. */
public final class LogNumbers {
    private LogNumbers() {}

    static String signed(long number) {
        return isShortSigned(number) ? Long.toString(number) : "0x" + Long.toHexString(number);
    }

    public static String unsigned(long number) {
        return number >>> 16 == 0 ? Long.toString(number) : "0x" + Long.toHexString(number);
    }

    static boolean isShortSigned(long number) {
        return number == (short) number;
    }
}
