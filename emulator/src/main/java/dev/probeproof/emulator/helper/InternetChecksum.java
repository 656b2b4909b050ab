// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import java.nio.ByteOrder;

/**
 * A sum in ones' complement of 16-bit words (RFC 1071), kept in 32 bits; an odd byte at the end is followed by zero.
 *
 * @param sum 32 bits
 */
record InternetChecksum(long sum, ByteOrder order) {
    private static final long WORD = 0xffff_ffffL;

    static InternetChecksum startingAt(long seed, ByteOrder order) {
        return new InternetChecksum(seed & WORD, order);
    }

    InternetChecksum plus(byte[] bytes) {
        return new InternetChecksum(add(sum, sumOf(bytes)), order);
    }

    InternetChecksum minus(byte[] bytes) {
        return new InternetChecksum(~add(~sum & WORD, sumOf(bytes)) & WORD, order);
    }

    /** As {@link #minus}, but where nothing remains it is all ones: zero has two forms, and programs see which. */
    InternetChecksum less(byte[] bytes) {
        return new InternetChecksum(add(sum, ~sumOf(bytes) & WORD), order);
    }

    /** 16 bits. */
    long folded() {
        long once = (sum >>> 16) + (sum & 0xffff);
        return (once >>> 16) + (once & 0xffff);
    }

    private long sumOf(byte[] bytes) {
        boolean little = order == ByteOrder.LITTLE_ENDIAN;
        long total = 0;
        for (int at = 0; at < bytes.length; at++) {
            int place = little ? at % Integer.BYTES : Integer.BYTES - 1 - at % Integer.BYTES;
            total = add(total, (bytes[at] & 0xffL) << Byte.SIZE * place);
        }
        return total;
    }

    private static long add(long one, long other) {
        long total = one + other;
        return (total >>> 32) + (total & WORD);
    }
}
