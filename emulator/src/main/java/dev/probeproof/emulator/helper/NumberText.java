// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.Errno;

/**
 * A number at the start of a text, as {@code bpf_strtol} and {@code bpf_strtoul} read it: blanks, a minus sign, {@code 0x}
 * or {@code 0} where the base allows, digits. What follows the digits does not matter.
 *
 * @param magnitude unsigned
 * @param consumed bytes up to the end of the digits
 */
record NumberText(boolean negative, long magnitude, int consumed) {
    private static final long BASE_MASK = 0x1f;

    /** What is not a number: the errno that the helper returns. */
    static final class Refused extends Exception {
        private final long result;

        Refused(Errno errno) {
            super(null, null, false, false);
            this.result = -errno.number();
        }

        long result() {
            return result;
        }
    }

    static NumberText read(byte[] text, long flags) throws Refused {
        long base = flags & BASE_MASK;
        boolean known = base == 0 || base == 8 || base == 10 || base == 16;
        if ((flags & ~BASE_MASK) != 0 || !known) {
            throw new Refused(Errno.EINVAL);
        }
        int at = 0;
        while (at < text.length && FormatString.isSpace((char) (text[at] & 0xff))) {
            at++;
        }
        boolean negative = at < text.length && text[at] == '-';
        if (negative) {
            at++;
        }
        return digits(text, at, (int) base, negative);
    }

    private static NumberText digits(byte[] text, int start, int givenBase, boolean negative) throws Refused {
        boolean zero = at(text, start) == '0';
        // Without a base, "0x" is a prefix only if a digit follows; base 16 skips it in any case.
        boolean prefix = zero
                && (at(text, start + 1) | 0x20) == 'x'
                && (givenBase == 16 || Character.digit(at(text, start + 2), 16) >= 0);
        int base = givenBase != 0 ? givenBase : prefix ? 16 : zero ? 8 : 10;
        int first = prefix && base == 16 ? start + 2 : start;
        int end = first;
        long magnitude = 0;
        boolean overflow = false;
        for (int digit = Character.digit(at(text, end), base);
                digit >= 0;
                digit = Character.digit(at(text, end), base)) {
            overflow |= Long.compareUnsigned(magnitude, Long.divideUnsigned(-1L - digit, base)) > 0;
            magnitude = magnitude * base + digit;
            end++;
        }
        if (end == first) {
            throw new Refused(Errno.EINVAL);
        }
        if (overflow) {
            throw new Refused(Errno.ERANGE);
        }
        return new NumberText(negative, magnitude, end);
    }

    /** The byte there, or 0 behind the end and for what is not ASCII: no digit in any base. */
    private static int at(byte[] text, int index) {
        return index < text.length ? Math.max(text[index], 0) : 0;
    }
}
