// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.number;

/**
 * Bounds in the making: the nine parts while an operation computes them one after the other. Never leaves the operation
 * that made it.
 */
final class Draft {
    Tnum tnum;
    long smin;
    long smax;
    long umin;
    long umax;
    int s32min;
    int s32max;
    int u32min;
    int u32max;

    Draft(Bounds from) {
        tnum = from.tnum();
        smin = from.smin();
        smax = from.smax();
        umin = from.umin();
        umax = from.umax();
        s32min = from.s32min();
        s32max = from.s32max();
        u32min = from.u32min();
        u32max = from.u32max();
    }

    private Draft(long number) {
        tnum = Tnum.constant(number);
        becomeKnown(number);
    }

    static Draft unknown() {
        Draft draft = new Draft(0);
        draft.forgetAll();
        return draft;
    }

    static Draft constant(long number) {
        return new Draft(number);
    }

    Bounds freeze() {
        return Bounds.of(tnum, smin, smax, umin, umax, s32min, s32max, u32min, u32max);
    }

    void becomeKnown(long number) {
        tnum = Tnum.constant(number);
        smin = number;
        smax = number;
        umin = number;
        umax = number;
        becomeKnownRange32((int) number);
    }

    /** The low half is this; the upper half stays as it is. */
    void becomeKnown32(int number) {
        tnum = tnum.withConstSubreg(number);
        becomeKnownRange32(number);
    }

    private void becomeKnownRange32(int number) {
        s32min = number;
        s32max = number;
        u32min = number;
        u32max = number;
    }

    void forgetAll() {
        tnum = Tnum.UNKNOWN;
        forgetRanges();
    }

    void forgetRanges() {
        forget64();
        forget32();
    }

    void forget64() {
        forgetSigned();
        forgetUnsigned();
    }

    void forget32() {
        forgetSigned32();
        forgetUnsigned32();
    }

    void forgetSigned() {
        smin = Long.MIN_VALUE;
        smax = Long.MAX_VALUE;
    }

    void forgetUnsigned() {
        umin = 0;
        umax = -1;
    }

    void forgetSigned32() {
        s32min = Integer.MIN_VALUE;
        s32max = Integer.MAX_VALUE;
    }

    void forgetUnsigned32() {
        u32min = 0;
        u32max = -1;
    }

    void raiseSmin(long bound) {
        smin = Math.max(smin, bound);
    }

    void lowerSmax(long bound) {
        smax = Math.min(smax, bound);
    }

    void raiseUmin(long bound) {
        umin = maxUnsigned(umin, bound);
    }

    void lowerUmax(long bound) {
        umax = minUnsigned(umax, bound);
    }

    void raiseS32min(int bound) {
        s32min = Math.max(s32min, bound);
    }

    void lowerS32max(int bound) {
        s32max = Math.min(s32max, bound);
    }

    void raiseU32min(int bound) {
        u32min = maxUnsigned(u32min, bound);
    }

    void lowerU32max(int bound) {
        u32max = minUnsigned(u32max, bound);
    }

    /** The upper half becomes zero, as after every 32-bit operation; only the low half's ranges count. */
    Draft zeroExtend32(NumberRules rules) {
        tnum = tnum.subreg();
        assign32To64(rules);
        return this;
    }

    /** The ranges of the whole are those of the low half; the upper half is known to be zero. */
    void assign32To64(NumberRules rules) {
        umin = u32min & 0xffff_ffffL;
        umax = u32max & 0xffff_ffffL;
        boolean positive = s32min >= 0 && s32max >= 0;
        smin = positive ? s32min : 0;
        smax = positive ? s32max : 0xffff_ffffL;
    }

    /** Learns the ranges' ends from the bits. */
    void learnFromBits(NumberRules rules) {
        raiseSmin(tnum.value() | (tnum.mask() & Long.MIN_VALUE));
        lowerSmax(tnum.value() | (tnum.mask() & Long.MAX_VALUE));
        raiseUmin(tnum.value());
        lowerUmax(tnum.greatest());
        learn32FromBits();
        if (rules.picksSingleMember()) {
            pickSingleMember();
        }
    }

    /** One member left in the range is the number. A range beyond all members leaves the greatest of them. */
    private void pickSingleMember() {
        long next = tnum.memberAfter(umin);
        if (tnum.contains(umin)) {
            if (Long.compareUnsigned(next, umax) > 0) {
                becomeKnown(umin);
            }
            return;
        }
        boolean onlyNext =
                Long.compareUnsigned(next, umax) <= 0 && Long.compareUnsigned(tnum.memberAfter(next), umax) > 0;
        if (next == tnum.greatest() || onlyNext) {
            becomeKnown(next);
        }
    }

    void learn32FromBits() {
        int value = (int) tnum.value();
        int mask = (int) tnum.mask();
        raiseS32min(value | (mask & Integer.MIN_VALUE));
        lowerS32max(value | (mask & Integer.MAX_VALUE));
        raiseU32min(value);
        lowerU32max(value | mask);
    }

    /** Learns bits from the unsigned ranges. */
    void learnBits(NumberRules rules) {
        Tnum whole = tnum.intersect(Tnum.range(umin, umax));
        Tnum low = (rules.learnsLowBitsFromWhole() ? whole : tnum)
                .subreg()
                .intersect(Tnum.range(u32min & 0xffff_ffffL, u32max & 0xffff_ffffL));
        tnum = whole.clearSubreg().or(low);
    }

    /** Everything that the parts tell of each other in this release. */
    Draft sync(NumberRules rules) {
        if (isSettled()) {
            return this;
        }
        learnFromBits(rules);
        for (int round = 0; round < rules.deductionRounds(); round++) {
            Deduction.deduce(rules, this);
        }
        learnBits(rules);
        learnFromBits(rules);
        return this;
    }

    /** Whether every part says that it is one number, or none says anything: then there is nothing to learn. */
    private boolean isSettled() {
        long number = tnum.value();
        int low = (int) number;
        if (tnum.isConst()) {
            return umin == number
                    && umax == number
                    && smin == number
                    && smax == number
                    && u32min == low
                    && u32max == low
                    && s32min == low
                    && s32max == low;
        }
        return tnum.isUnknown()
                && umin == 0
                && umax == -1
                && smin == Long.MIN_VALUE
                && smax == Long.MAX_VALUE
                && u32min == 0
                && u32max == -1
                && s32min == Integer.MIN_VALUE
                && s32max == Integer.MAX_VALUE;
    }

    static long maxUnsigned(long left, long right) {
        return Long.compareUnsigned(left, right) >= 0 ? left : right;
    }

    static long minUnsigned(long left, long right) {
        return Long.compareUnsigned(left, right) <= 0 ? left : right;
    }

    static int maxUnsigned(int left, int right) {
        return Integer.compareUnsigned(left, right) >= 0 ? left : right;
    }

    static int minUnsigned(int left, int right) {
        return Integer.compareUnsigned(left, right) <= 0 ? left : right;
    }
}
