// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.number;

/** AND, OR and XOR of bounds: the bits decide, the ranges add what they can. */
final class BitLogic {
    private BitLogic() {}

    static void and(NumberRules rules, Draft draft, Bounds source) {
        Signs signs = new Signs(rules, draft, source);
        boolean known = draft.tnum.isConst() && source.isConstant();
        boolean lowKnown = draft.tnum.isSubregConst() && source.isSubregConstant();
        draft.tnum = draft.tnum.and(source.tnum());
        if (lowKnown) {
            draft.becomeKnown32((int) draft.tnum.value());
        } else {
            draft.u32min = (int) draft.tnum.value();
            draft.lowerU32max(source.u32max());
            signs.castLow();
        }
        if (known) {
            draft.becomeKnown(draft.tnum.value());
        } else {
            draft.umin = draft.tnum.value();
            draft.lowerUmax(source.umax());
            signs.castWhole();
            draft.learnFromBits(rules);
        }
    }

    static void or(NumberRules rules, Draft draft, Bounds source) {
        Signs signs = new Signs(rules, draft, source);
        boolean known = draft.tnum.isConst() && source.isConstant();
        boolean lowKnown = draft.tnum.isSubregConst() && source.isSubregConstant();
        draft.tnum = draft.tnum.or(source.tnum());
        if (lowKnown) {
            draft.becomeKnown32((int) draft.tnum.value());
        } else {
            draft.raiseU32min(source.u32min());
            draft.u32max = (int) draft.tnum.greatest();
            signs.castLow();
        }
        if (known) {
            draft.becomeKnown(draft.tnum.value());
        } else {
            draft.raiseUmin(source.umin());
            draft.umax = draft.tnum.greatest();
            signs.castWhole();
            draft.learnFromBits(rules);
        }
    }

    static void xor(NumberRules rules, Draft draft, Bounds source) {
        Signs signs = new Signs(rules, draft, source);
        boolean known = draft.tnum.isConst() && source.isConstant();
        boolean lowKnown = draft.tnum.isSubregConst() && source.isSubregConstant();
        draft.tnum = draft.tnum.xor(source.tnum());
        if (lowKnown) {
            draft.becomeKnown32((int) draft.tnum.value());
        } else {
            draft.u32min = (int) draft.tnum.value();
            draft.u32max = (int) draft.tnum.greatest();
            signs.castLow();
        }
        if (known) {
            draft.becomeKnown(draft.tnum.value());
        } else {
            draft.umin = draft.tnum.value();
            draft.umax = draft.tnum.greatest();
            signs.castWhole();
            draft.learnFromBits(rules);
        }
    }

    /** How the signed range follows from the unsigned result: by its sign since 6.10, by the operands' signs before. */
    private static final class Signs {
        private final boolean byResult;
        private final boolean positive;
        private final boolean lowPositive;
        private final Draft draft;

        Signs(NumberRules rules, Draft draft, Bounds source) {
            this.byResult = rules.castsBitwiseSigned();
            this.draft = draft;
            this.positive = draft.smin >= 0 && source.smin() >= 0;
            this.lowPositive = draft.s32min >= 0 && source.s32min() >= 0;
        }

        void castWhole() {
            if (byResult ? draft.umin <= draft.umax : positive) {
                draft.smin = draft.umin;
                draft.smax = draft.umax;
            } else {
                draft.forgetSigned();
            }
        }

        void castLow() {
            if (byResult ? draft.u32min <= draft.u32max : lowPositive) {
                draft.s32min = draft.u32min;
                draft.s32max = draft.u32max;
            } else {
                draft.forgetSigned32();
            }
        }
    }
}
