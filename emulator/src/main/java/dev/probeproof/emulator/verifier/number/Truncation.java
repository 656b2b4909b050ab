// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.number;

/** What is left of bounds when a number is cut to its low bytes, with zeros or with its sign above. */
final class Truncation {
    private Truncation() {}

    static Bounds truncate(NumberRules rules, Bounds from, int bytes) {
        if (rules.circular()) {
            return truncateArc(from, bytes);
        }
        Draft draft = new Draft(from);
        draft.tnum = draft.tnum.cast(bytes);
        long low = (1L << (bytes * 8)) - 1;
        if ((draft.umin & ~low) == (draft.umax & ~low)) {
            draft.umin &= low;
            draft.umax &= low;
        } else {
            draft.umin = 0;
            draft.umax = low;
        }
        draft.smin = draft.umin;
        draft.smax = draft.umax;
        if (bytes < 4) {
            draft.forget32();
        }
        return draft.sync(rules).freeze();
    }

    private static Bounds truncateArc(Bounds from, int bytes) {
        ArcDraft draft = new ArcDraft(from);
        draft.tnum = draft.tnum.cast(bytes);
        long low = (1L << (bytes * 8)) - 1;
        long min = draft.whole.umin();
        long max = draft.whole.umax();
        draft.whole = (min & ~low) == (max & ~low) ? Arc.of(64, min & low, max & low) : Arc.of(64, 0, low);
        if (bytes < 4) {
            draft.low = Arc.FULL_32;
        }
        return draft.sync().freeze();
    }

    static Bounds signExtend64(NumberRules rules, Bounds from, int bits) {
        if (from.isConstant()) {
            return Bounds.constant(signed(from.constantValue(), bits));
        }
        if (from.smin() >> bits == from.smax() >> bits) {
            long first = signed(from.smin(), bits);
            long last = signed(from.smax(), bits);
            long min = Math.min(first, last);
            long max = Math.max(first, last);
            if (min >= 0 == max >= 0) {
                return Bounds.of(Tnum.range(min, max), min, max, min, max, (int) min, (int) max, (int) min, (int) max);
            }
        }
        long max = (1L << (bits - 1)) - 1;
        long min = -max - 1;
        return Bounds.of(Tnum.UNKNOWN, min, max, 0, -1, (int) min, (int) max, 0, -1);
    }

    /** Also clears the upper half, as the move that does this always does. */
    static Bounds signExtend32(NumberRules rules, Bounds from, int bits) {
        Draft draft = new Draft(from);
        if (from.isConstant()) {
            int number = (int) signed(from.constantValue(), bits);
            draft.becomeKnown(number);
            return draft.zeroExtend32(rules).sync(rules).freeze();
        }
        if (from.s32min() >> bits == from.s32max() >> bits) {
            int first = (int) signed(from.s32min(), bits);
            int last = (int) signed(from.s32max(), bits);
            int min = Math.min(first, last);
            int max = Math.max(first, last);
            if (min >= 0 == max >= 0) {
                draft.tnum = Tnum.range(min, max).subreg();
                return withLow(draft, min, max, min, max)
                        .zeroExtend32(rules)
                        .sync(rules)
                        .freeze();
            }
        }
        int max = (1 << (bits - 1)) - 1;
        draft.tnum = Tnum.unknownSubreg();
        return withLow(draft, -max - 1, max, 0, -1)
                .zeroExtend32(rules)
                .sync(rules)
                .freeze();
    }

    private static Draft withLow(Draft draft, int smin, int smax, int umin, int umax) {
        draft.s32min = smin;
        draft.s32max = smax;
        draft.u32min = umin;
        draft.u32max = umax;
        return draft;
    }

    private static long signed(long number, int bits) {
        return number << (64 - bits) >> (64 - bits);
    }
}
