// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.number;

/** Addition, subtraction and negation of bounds. */
final class Sums {
    private Sums() {}

    static void add(NumberRules rules, Draft draft, Bounds source) {
        addLow(draft, source, rules.addsWhenAllOverflow());
        addWhole(draft, source, rules.addsWhenAllOverflow());
        draft.tnum = draft.tnum.add(source.tnum());
    }

    static void subtract(NumberRules rules, Draft draft, Bounds source) {
        subtractLow(draft, source, rules.addsWhenAllOverflow());
        subtractWhole(draft, source, rules.addsWhenAllOverflow());
        draft.tnum = draft.tnum.subtract(source.tnum());
    }

    /** Subtracts the draft from zero. */
    static void negate(NumberRules rules, Draft draft) {
        Bounds number = draft.freeze();
        draft.becomeKnown(0);
        subtract(rules, draft, number);
    }

    /**
     * Adds the ranges of the whole.
     *
     * @param wrapping whether an unsigned range stays one when both of its ends overflow
     */
    static void addWhole(Draft draft, Bounds source, boolean wrapping) {
        long smin = draft.smin + source.smin();
        long smax = draft.smax + source.smax();
        if (sumOverflows(draft.smin, source.smin(), smin) || sumOverflows(draft.smax, source.smax(), smax)) {
            draft.forgetSigned();
        } else {
            draft.smin = smin;
            draft.smax = smax;
        }
        long umin = draft.umin + source.umin();
        long umax = draft.umax + source.umax();
        boolean minWraps = Long.compareUnsigned(umin, draft.umin) < 0;
        boolean maxWraps = Long.compareUnsigned(umax, draft.umax) < 0;
        if (maxWraps && !(minWraps && wrapping)) {
            draft.forgetUnsigned();
        } else {
            draft.umin = umin;
            draft.umax = umax;
        }
    }

    private static void addLow(Draft draft, Bounds source, boolean wrapping) {
        int smin = draft.s32min + source.s32min();
        int smax = draft.s32max + source.s32max();
        if (smin != (long) draft.s32min + source.s32min() || smax != (long) draft.s32max + source.s32max()) {
            draft.forgetSigned32();
        } else {
            draft.s32min = smin;
            draft.s32max = smax;
        }
        int umin = draft.u32min + source.u32min();
        int umax = draft.u32max + source.u32max();
        boolean minWraps = Integer.compareUnsigned(umin, draft.u32min) < 0;
        boolean maxWraps = Integer.compareUnsigned(umax, draft.u32max) < 0;
        if (maxWraps && !(minWraps && wrapping)) {
            draft.forgetUnsigned32();
        } else {
            draft.u32min = umin;
            draft.u32max = umax;
        }
    }

    /** Subtracts the ranges of the whole; {@code wrapping} as for addition. */
    static void subtractWhole(Draft draft, Bounds source, boolean wrapping) {
        long smin = draft.smin - source.smax();
        long smax = draft.smax - source.smin();
        if (differenceOverflows(draft.smin, source.smax(), smin)
                || differenceOverflows(draft.smax, source.smin(), smax)) {
            draft.forgetSigned();
        } else {
            draft.smin = smin;
            draft.smax = smax;
        }
        boolean minWraps = Long.compareUnsigned(draft.umin, source.umax()) < 0;
        boolean maxWraps = Long.compareUnsigned(draft.umax, source.umin()) < 0;
        if (minWraps && !(maxWraps && wrapping)) {
            draft.forgetUnsigned();
        } else {
            draft.umin -= source.umax();
            draft.umax -= source.umin();
        }
    }

    private static void subtractLow(Draft draft, Bounds source, boolean wrapping) {
        int smin = draft.s32min - source.s32max();
        int smax = draft.s32max - source.s32min();
        if (smin != (long) draft.s32min - source.s32max() || smax != (long) draft.s32max - source.s32min()) {
            draft.forgetSigned32();
        } else {
            draft.s32min = smin;
            draft.s32max = smax;
        }
        boolean minWraps = Integer.compareUnsigned(draft.u32min, source.u32max()) < 0;
        boolean maxWraps = Integer.compareUnsigned(draft.u32max, source.u32min()) < 0;
        if (minWraps && !(maxWraps && wrapping)) {
            draft.forgetUnsigned32();
        } else {
            draft.u32min -= source.u32max();
            draft.u32max -= source.u32min();
        }
    }

    private static boolean sumOverflows(long left, long right, long sum) {
        return ((left ^ sum) & (right ^ sum)) < 0;
    }

    private static boolean differenceOverflows(long left, long right, long difference) {
        return ((left ^ right) & (left ^ difference)) < 0;
    }
}
