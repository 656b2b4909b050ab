// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.number;

/** Shifts of bounds by a constant. A 32-bit shift leaves only the low half; the caller extends it with zeros. */
final class Shifts {
    private Shifts() {}

    static void left(NumberRules rules, Draft draft, boolean wide, Bounds source) {
        int bits = amount(wide, source);
        if (wide) {
            leftWhole(rules, draft, bits);
            leftLow(draft, bits);
            draft.tnum = draft.tnum.shiftLeft(bits);
            draft.learnFromBits(rules);
        } else {
            leftLow(draft, bits);
            keepLow(draft, draft.tnum.subreg().shiftLeft(bits).subreg());
        }
    }

    private static void leftWhole(NumberRules rules, Draft draft, int bits) {
        // Shifting by 32 and back is how compilers extend a sign.
        boolean pair = bits == 32;
        draft.smin = pair && (rules.shiftsSignOut() || draft.s32min >= 0) ? (long) draft.s32min << 32 : Long.MIN_VALUE;
        draft.smax = pair && (rules.shiftsSignOut() || draft.s32max >= 0) ? (long) draft.s32max << 32 : Long.MAX_VALUE;
        if (Long.compareUnsigned(draft.umax, 1L << (63 - bits)) > 0) {
            draft.forgetUnsigned();
        } else {
            draft.umin <<= bits;
            draft.umax <<= bits;
        }
    }

    private static void leftLow(Draft draft, int bits) {
        draft.forgetSigned32();
        if (bits > 31 || (draft.u32max & 0xffff_ffffL) > 1L << (31 - bits)) {
            draft.forgetUnsigned32();
        } else {
            draft.u32min <<= bits;
            draft.u32max <<= bits;
        }
    }

    static void right(NumberRules rules, Draft draft, boolean wide, Bounds source) {
        int bits = amount(wide, source);
        if (wide) {
            draft.forgetSigned();
            draft.tnum = draft.tnum.shiftRight(bits);
            draft.umin >>>= bits;
            draft.umax >>>= bits;
            draft.forget32();
            draft.learnFromBits(rules);
        } else {
            draft.forgetSigned32();
            draft.u32min >>>= bits;
            draft.u32max >>>= bits;
            keepLow(draft, draft.tnum.subreg().shiftRight(bits));
        }
    }

    static void rightSigned(NumberRules rules, Draft draft, boolean wide, Bounds source) {
        int bits = amount(wide, source);
        if (wide) {
            draft.smin >>= bits;
            draft.smax >>= bits;
            draft.tnum = draft.tnum.shiftRightSigned(bits, 64);
            draft.forgetUnsigned();
            draft.forget32();
            draft.learnFromBits(rules);
        } else {
            draft.s32min >>= bits;
            draft.s32max >>= bits;
            draft.forgetUnsigned32();
            keepLow(draft, draft.tnum.subreg().shiftRightSigned(bits, 32));
        }
    }

    private static void keepLow(Draft draft, Tnum low) {
        draft.tnum = low;
        draft.forget64();
        draft.learn32FromBits();
    }

    private static int amount(boolean wide, Bounds source) {
        return wide ? (int) source.umin() : source.u32min();
    }
}
