// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

/**
 * What a program may return.
 *
 * @param checked false if anything goes, also a pointer (where the type's programs may leak one)
 * @param min smallest value, signed
 * @param max largest value, signed
 * @param is32Bit the range is of the lower 32 bits of R0, and the upper ones are not looked at
 * @param note a line that the kernel adds to a refusal, or empty
 */
public record ReturnRange(boolean checked, long min, long max, boolean is32Bit, String note) {
    private static final ReturnRange UNBOUNDED = new ReturnRange(false, Long.MIN_VALUE, Long.MAX_VALUE, false, "");

    /** Nothing is asked of R0 but that it is readable and no pointer. */
    public static ReturnRange unbounded() {
        return UNBOUNDED;
    }

    public static ReturnRange of(long min, long max) {
        return new ReturnRange(true, min, max, false, "");
    }

    ReturnRange in32Bits() {
        return new ReturnRange(checked, min, max, true, note);
    }

    ReturnRange noting(String line) {
        return new ReturnRange(checked, min, max, is32Bit, line);
    }
}
