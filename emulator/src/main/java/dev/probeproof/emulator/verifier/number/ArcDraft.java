// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.number;

/** Bounds in the making where a release keeps circular ranges: the bits and one arc for each width. */
final class ArcDraft {
    Tnum tnum;
    Arc whole;
    Arc low;

    ArcDraft(Bounds from) {
        tnum = from.tnum();
        whole = from.whole();
        low = from.low();
    }

    Bounds freeze() {
        return Bounds.ofArcs(tnum, whole, low);
    }

    void becomeKnown(long number) {
        tnum = Tnum.constant(number);
        whole = Arc.of(64, number, number);
        low = Arc.of(32, number, number);
    }

    void becomeKnown32(int number) {
        tnum = tnum.withConstSubreg(number);
        low = Arc.of(32, number, number);
    }

    void forgetRanges() {
        whole = Arc.FULL_64;
        low = Arc.FULL_32;
    }

    void forgetAll() {
        tnum = Tnum.UNKNOWN;
        forgetRanges();
    }

    void narrowUnsigned(long min, long max) {
        whole = whole.intersect(Arc.unsigned(64, min, max));
    }

    void narrowSigned(long min, long max) {
        whole = whole.intersect(Arc.signed(64, min, max));
    }

    void narrowLowUnsigned(long min, long max) {
        low = low.intersect(Arc.unsigned(32, min, max));
    }

    void narrowLowSigned(long min, long max) {
        low = low.intersect(Arc.signed(32, min, max));
    }

    ArcDraft zeroExtend32() {
        tnum = tnum.subreg();
        whole = Arc.of(64, low.umin(), low.umax());
        return this;
    }

    void learnFromBits() {
        learnLowFromBits();
        narrowSigned(tnum.value() | (tnum.mask() & Long.MIN_VALUE), tnum.value() | (tnum.mask() & Long.MAX_VALUE));
        pickSingleMember();
    }

    void learnLowFromBits() {
        int value = (int) tnum.value();
        int mask = (int) tnum.mask();
        narrowLowSigned(value | (mask & Integer.MIN_VALUE), value | (mask & Integer.MAX_VALUE));
    }

    private void pickSingleMember() {
        long min = whole.umin();
        long max = whole.umax();
        long next = tnum.memberAfter(min);
        if (tnum.contains(min)) {
            if (Long.compareUnsigned(next, max) > 0) {
                becomeKnown(min);
            }
            return;
        }
        boolean onlyNext =
                Long.compareUnsigned(next, max) <= 0 && Long.compareUnsigned(tnum.memberAfter(next), max) > 0;
        if (next == tnum.greatest() || onlyNext) {
            becomeKnown(next);
        }
    }

    void deduce() {
        low = whole.lowHalves().intersect(low);
        whole = whole.withLowHalf(low);
    }

    void learnBits() {
        Tnum all = tnum.intersect(Tnum.range(whole.umin(), whole.umax()));
        Tnum half = all.subreg().intersect(Tnum.range(low.umin(), low.umax()));
        tnum = all.clearSubreg().or(half);
    }

    boolean isImpossible() {
        return whole.empty() || low.empty();
    }

    ArcDraft sync() {
        if (isImpossible()) {
            return this;
        }
        learnFromBits();
        deduce();
        deduce();
        learnBits();
        learnFromBits();
        return this;
    }
}
