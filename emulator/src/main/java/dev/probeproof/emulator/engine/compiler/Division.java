// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.engine.compiler;

/**
 * Division by the rules of RFC 9669, section 4.1: by zero it gives 0, and the remainder is the dividend. The cheaper
 * instructions of the machine come first: most numbers are small.
 */
final class Division {
    private Division() {}

    static long divide(long dividend, long divisor) {
        if ((dividend | divisor) >>> 31 == 0) {
            return divideSigned((int) dividend, (int) divisor);
        }
        if (divisor == 0) {
            return 0;
        }
        return (dividend | divisor) >= 0 ? dividend / divisor : Long.divideUnsigned(dividend, divisor);
    }

    static long remainder(long dividend, long divisor) {
        if ((dividend | divisor) >>> 31 == 0) {
            return remainderSigned((int) dividend, (int) divisor);
        }
        if (divisor == 0) {
            return dividend;
        }
        return (dividend | divisor) >= 0 ? dividend % divisor : Long.remainderUnsigned(dividend, divisor);
    }

    static long divideSigned(long dividend, long divisor) {
        return divisor == 0 ? 0 : dividend / divisor;
    }

    static long remainderSigned(long dividend, long divisor) {
        return divisor == 0 ? dividend : dividend % divisor;
    }

    static int divide(int dividend, int divisor) {
        if ((dividend | divisor) >= 0) {
            return divideSigned(dividend, divisor);
        }
        return divisor == 0 ? 0 : Integer.divideUnsigned(dividend, divisor);
    }

    static int remainder(int dividend, int divisor) {
        if ((dividend | divisor) >= 0) {
            return remainderSigned(dividend, divisor);
        }
        return divisor == 0 ? dividend : Integer.remainderUnsigned(dividend, divisor);
    }

    static int divideSigned(int dividend, int divisor) {
        return divisor == 0 ? 0 : dividend / divisor;
    }

    static int remainderSigned(int dividend, int divisor) {
        return divisor == 0 ? dividend : dividend % divisor;
    }
}
