// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.number;

/**
 * What the four ranges tell of each other: signed and unsigned of one width, and since 6.8 low half and whole. One call
 * is one round; a release makes a fixed number of them.
 */
final class Deduction {
    private Deduction() {}

    static void deduce(NumberRules rules, Draft draft) {
        if (!rules.crossesWidths()) {
            signs32(draft);
            signs64(draft);
            return;
        }
        lowFromWhole(draft);
        low(draft, rules);
        whole(draft, rules);
        wholeFromLow(draft, rules);
    }

    /** Before 6.8: the ranges of one width, where one of them does not cross the sign boundary. */
    private static void signs64(Draft draft) {
        if (draft.smin >= 0 || draft.smax < 0) {
            draft.umin = Draft.maxUnsigned(draft.smin, draft.umin);
            draft.smin = draft.umin;
            draft.umax = Draft.minUnsigned(draft.smax, draft.umax);
            draft.smax = draft.umax;
        } else if (draft.umax >= 0) {
            draft.smin = draft.umin;
            draft.umax = Draft.minUnsigned(draft.smax, draft.umax);
            draft.smax = draft.umax;
        } else if (draft.umin < 0) {
            draft.umin = Draft.maxUnsigned(draft.smin, draft.umin);
            draft.smin = draft.umin;
            draft.smax = draft.umax;
        }
    }

    private static void signs32(Draft draft) {
        if (draft.s32min >= 0 || draft.s32max < 0) {
            draft.u32min = Draft.maxUnsigned(draft.s32min, draft.u32min);
            draft.s32min = draft.u32min;
            draft.u32max = Draft.minUnsigned(draft.s32max, draft.u32max);
            draft.s32max = draft.u32max;
        } else if (draft.u32max >= 0) {
            draft.s32min = draft.u32min;
            draft.u32max = Draft.minUnsigned(draft.s32max, draft.u32max);
            draft.s32max = draft.u32max;
        } else if (draft.u32min < 0) {
            draft.u32min = Draft.maxUnsigned(draft.s32min, draft.u32min);
            draft.s32min = draft.u32min;
            draft.s32max = draft.u32max;
        }
    }

    /** A range of the whole that does not leave one or two neighbouring upper halves bounds the low half. */
    private static void lowFromWhole(Draft draft) {
        long umin = draft.umin;
        long umax = draft.umax;
        if (umin >>> 32 == umax >>> 32) {
            draft.raiseU32min((int) umin);
            draft.lowerU32max((int) umax);
            narrowSigned32(draft, (int) umin, (int) umax);
        }
        long smin = draft.smin;
        long smax = draft.smax;
        if (smin >> 32 == smax >> 32) {
            narrowUnsigned32(draft, (int) smin, (int) smax);
            narrowSigned32(draft, (int) smin, (int) smax);
        }
        // Upper halves n and n + 1: the low half goes up through -1 and on from 0, one piece as a signed number.
        narrowAcrossZero(draft, umin, umax);
        narrowAcrossZero(draft, smin, smax);
    }

    private static void narrowAcrossZero(Draft draft, long min, long max) {
        if ((int) (min >>> 32) + 1 == (int) (max >>> 32) && (int) min < 0 && (int) max >= 0) {
            draft.raiseS32min((int) min);
            draft.lowerS32max((int) max);
        }
    }

    private static void narrowSigned32(Draft draft, int min, int max) {
        if (min <= max) {
            draft.raiseS32min(min);
            draft.lowerS32max(max);
        }
    }

    private static void narrowUnsigned32(Draft draft, int min, int max) {
        if (Integer.compareUnsigned(min, max) <= 0) {
            draft.raiseU32min(min);
            draft.lowerU32max(max);
        }
    }

    private static void low(Draft draft, NumberRules rules) {
        narrowSigned32(draft, draft.u32min, draft.u32max);
        if (Integer.compareUnsigned(draft.s32min, draft.s32max) <= 0) {
            draft.raiseU32min(draft.s32min);
            draft.lowerU32max(draft.s32max);
        } else if (rules.splitsLowAtSign()) {
            if (Integer.compareUnsigned(draft.u32max, draft.s32min) < 0) {
                draft.s32min = draft.u32min;
                draft.lowerU32max(draft.s32max);
            } else if (Integer.compareUnsigned(draft.s32max, draft.u32min) < 0) {
                draft.s32max = draft.u32max;
                draft.raiseU32min(draft.s32min);
            }
        }
    }

    private static void whole(Draft draft, NumberRules rules) {
        if (draft.umin <= draft.umax) {
            draft.raiseSmin(draft.umin);
            draft.lowerSmax(draft.umax);
        }
        if (Long.compareUnsigned(draft.smin, draft.smax) <= 0) {
            draft.raiseUmin(draft.smin);
            draft.lowerUmax(draft.smax);
        } else if (rules.splitsAtSign()) {
            // The signed range is two pieces of the unsigned line; the unsigned range may touch only one of them.
            if (Long.compareUnsigned(draft.umax, draft.smin) < 0) {
                draft.smin = draft.umin;
                draft.lowerUmax(draft.smax);
            } else if (Long.compareUnsigned(draft.smax, draft.umin) < 0) {
                draft.smax = draft.umax;
                draft.raiseUmin(draft.smin);
            }
        }
    }

    private static void wholeFromLow(Draft draft, NumberRules rules) {
        long least = draft.u32min & 0xffff_ffffL;
        long greatest = draft.u32max & 0xffff_ffffL;
        draft.raiseUmin((draft.umin & ~0xffff_ffffL) | least);
        draft.lowerUmax((draft.umax & ~0xffff_ffffL) | greatest);
        draft.raiseSmin((draft.smin & ~0xffff_ffffL) | least);
        draft.lowerSmax((draft.smax & ~0xffff_ffffL) | greatest);
        if (rules.learnsFromPositiveLow()
                && draft.s32min >= 0
                && draft.smin >= Integer.MIN_VALUE
                && draft.smax <= Integer.MAX_VALUE) {
            // Sign-extended and not negative in the low half: the upper half is zero.
            draft.smin = draft.s32min;
            draft.smax = draft.s32max;
            draft.umin = draft.s32min;
            draft.umax = draft.s32max;
            draft.tnum = draft.tnum.intersect(Tnum.range(draft.smin, draft.smax));
        }
    }
}
