// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.number;

/** Multiplication of bounds. */
final class Products {
    private static final long GREATEST_U32 = 0xffff_ffffL;
    private static final int GREATEST_U16 = 0xffff;

    private Products() {}

    static void multiply(NumberRules rules, Draft draft, Bounds source) {
        draft.tnum = draft.tnum.multiply(source.tnum(), rules.product());
        if (rules.multipliesSigned()) {
            multiplyLow(draft, source);
            multiplyWhole(draft, source);
        } else {
            multiplyPositiveLow(draft, source);
            multiplyPositiveWhole(draft, source);
        }
    }

    private static void multiplyWhole(Draft draft, Bounds source) {
        if (unsignedHigh(draft.umax, source.umax()) != 0) {
            draft.forgetUnsigned();
        } else {
            draft.umin *= source.umin();
            draft.umax *= source.umax();
        }
        long[] ends = {source.smin(), source.smax()};
        long min = Long.MAX_VALUE;
        long max = Long.MIN_VALUE;
        for (long end : ends) {
            for (long own : new long[] {draft.smin, draft.smax}) {
                long product = own * end;
                if (Math.multiplyHigh(own, end) != product >> 63) {
                    draft.forgetSigned();
                    return;
                }
                min = Math.min(min, product);
                max = Math.max(max, product);
            }
        }
        draft.smin = min;
        draft.smax = max;
    }

    private static void multiplyLow(Draft draft, Bounds source) {
        long umax = (draft.u32max & GREATEST_U32) * (source.u32max() & GREATEST_U32);
        if (umax >>> 32 != 0) {
            draft.forgetUnsigned32();
        } else {
            draft.u32min *= source.u32min();
            draft.u32max = (int) umax;
        }
        long min = Long.MAX_VALUE;
        long max = Long.MIN_VALUE;
        for (long end : new long[] {source.s32min(), source.s32max()}) {
            min = Math.min(min, Math.min(draft.s32min * end, draft.s32max * end));
            max = Math.max(max, Math.max(draft.s32min * end, draft.s32max * end));
        }
        if (min != (int) min || max != (int) max) {
            draft.forgetSigned32();
        } else {
            draft.s32min = (int) min;
            draft.s32max = (int) max;
        }
    }

    /** Before 6.14: only numbers that are not negative and fit half the width. */
    private static void multiplyPositiveWhole(Draft draft, Bounds source) {
        if (source.smin() < 0
                || draft.smin < 0
                || Long.compareUnsigned(source.umax(), GREATEST_U32) > 0
                || Long.compareUnsigned(draft.umax, GREATEST_U32) > 0) {
            draft.forget64();
            return;
        }
        draft.umin *= source.umin();
        draft.umax *= source.umax();
        if (draft.umax < 0) {
            draft.forgetSigned();
        } else {
            draft.smin = draft.umin;
            draft.smax = draft.umax;
        }
    }

    private static void multiplyPositiveLow(Draft draft, Bounds source) {
        if (source.s32min() < 0
                || draft.s32min < 0
                || Integer.compareUnsigned(source.u32max(), GREATEST_U16) > 0
                || Integer.compareUnsigned(draft.u32max, GREATEST_U16) > 0) {
            draft.forget32();
            return;
        }
        draft.u32min *= source.u32min();
        draft.u32max *= source.u32max();
        if (draft.u32max < 0) {
            draft.forgetSigned32();
        } else {
            draft.s32min = draft.u32min;
            draft.s32max = draft.u32max;
        }
    }

    /** Upper half of an unsigned product; the JDK has one since 18. */
    private static long unsignedHigh(long left, long right) {
        return Math.multiplyHigh(left, right) + ((left >> 63) & right) + ((right >> 63) & left);
    }
}
