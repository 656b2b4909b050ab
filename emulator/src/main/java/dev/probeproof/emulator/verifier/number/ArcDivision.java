// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.number;

/** Division by a constant where a release bounds it (7.0 and later). Only one range survives; bits start anew. */
final class ArcDivision {
    private ArcDivision() {}

    static void divide(ArcDraft draft, boolean wide, boolean signed, Bounds source) {
        long divisor = divisor(wide, signed, source);
        if (divisor == 0) {
            draft.becomeKnown(0);
            return;
        }
        Arc range = wide ? draft.whole : draft.low;
        if (!signed) {
            long min = Long.divideUnsigned(range.umin(), divisor);
            set(draft, wide, Arc.of(range.width(), min, Long.divideUnsigned(range.umax(), divisor)));
            return;
        }
        long least = wide ? Long.MIN_VALUE : Integer.MIN_VALUE;
        if (divisor == -1 && range.smin() == least) {
            // The least number stays itself; with others beside it nothing is known.
            set(draft, wide, range.smax() == least ? Arc.of(range.width(), least, least) : Arc.full(range.width()));
            return;
        }
        long one = range.smin() / divisor;
        long other = range.smax() / divisor;
        set(draft, wide, Arc.of(range.width(), Math.min(one, other), Math.max(one, other)));
    }

    static void remainder(ArcDraft draft, boolean wide, boolean signed, Bounds source) {
        long divisor = divisor(wide, signed, source);
        if (divisor == 0) {
            return;
        }
        Arc range = wide ? draft.whole : draft.low;
        if (!signed) {
            if (Long.compareUnsigned(range.umax(), divisor) >= 0) {
                set(draft, wide, Arc.of(range.width(), 0, divisor - 1));
            }
            return;
        }
        long greatest = (divisor < 0 ? -divisor : divisor) - 1;
        if (range.smin() >= -greatest && range.smax() <= greatest) {
            return;
        }
        long min = range.smin() >= 0 ? 0 : Math.max(range.smin(), -greatest);
        long max = range.smax() <= 0 ? 0 : Math.min(range.smax(), greatest);
        if (range.smin() < 0 && range.smax() > 0) {
            min = -greatest;
            max = greatest;
        }
        set(draft, wide, Arc.of(range.width(), min, max));
    }

    private static long divisor(boolean wide, boolean signed, Bounds source) {
        long number = source.constantValue();
        if (wide) {
            return number;
        }
        return signed ? (int) number : number & 0xffff_ffffL;
    }

    private static void set(ArcDraft draft, boolean wide, Arc range) {
        draft.forgetAll();
        if (wide) {
            draft.whole = range;
        } else {
            draft.low = range;
        }
    }
}
