// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.engine.interpreter;

/**
 * Arithmetic that has rules of its own (RFC 9669, section 4.1): division by zero gives 0, modulo zero leaves the
 * dividend, the most negative number divided by -1 stays itself. 32-bit forms take the low halves and give a result with
 * upper half 0.
 */
final class Arithmetic {
    static final long LOW_32 = 0xffff_ffffL;

    private Arithmetic() {}

    static long divide(long dividend, long divisor) {
        return divisor == 0 ? 0 : Long.divideUnsigned(dividend, divisor);
    }

    static long modulo(long dividend, long divisor) {
        return divisor == 0 ? dividend : Long.remainderUnsigned(dividend, divisor);
    }

    static long divideSigned(long dividend, long divisor) {
        return divisor == 0 ? 0 : dividend / divisor;
    }

    static long moduloSigned(long dividend, long divisor) {
        return divisor == 0 ? dividend : dividend % divisor;
    }

    static long divide32(long dividend, long divisor) {
        return (int) divisor == 0 ? 0 : (dividend & LOW_32) / (divisor & LOW_32);
    }

    static long modulo32(long dividend, long divisor) {
        return (int) divisor == 0 ? dividend & LOW_32 : (dividend & LOW_32) % (divisor & LOW_32);
    }

    static long divideSigned32(long dividend, long divisor) {
        return (int) divisor == 0 ? 0 : ((int) dividend / (int) divisor) & LOW_32;
    }

    static long moduloSigned32(long dividend, long divisor) {
        return (int) divisor == 0 ? dividend & LOW_32 : ((int) dividend % (int) divisor) & LOW_32;
    }

    /** The low 16, 32 or 64 bits in another byte order, or as they are; the rest cleared. */
    static long toOrder(boolean same, long value, int bits) {
        return same ? truncate(value, bits) : swapBytes(value, bits);
    }

    /** Swaps the low 16, 32 or 64 bits and clears the rest. */
    static long swapBytes(long value, int bits) {
        return Long.reverseBytes(value) >>> (64 - bits);
    }

    /** Keeps the low 16, 32 or 64 bits. */
    static long truncate(long value, int bits) {
        return value & -1L >>> (64 - bits);
    }
}
