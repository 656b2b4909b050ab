// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.number;

import dev.probeproof.loader.insn.Opcode;

/** Comparisons since 6.8: two ranges decide, and each narrows the other. */
final class RangeBranch {
    private RangeBranch() {}

    static Outcome outcome(NumberRules rules, int operation, boolean wide, Bounds left, Bounds right) {
        Outcome outcome = compare(rules, operation, wide, left, right);
        return outcome == Outcome.UNKNOWN && rules.circular()
                ? ArcBranch.outcome(rules, operation, wide, left, right)
                : outcome;
    }

    private static Outcome compare(NumberRules rules, int operation, boolean wide, Bounds left, Bounds right) {
        return switch (operation) {
            case Opcode.JEQ -> equal(rules, wide, left, right);
            case Opcode.JNE -> equal(rules, wide, left, right).inverted();
            case Opcode.JSET -> anyBit(wide, left, right);
            case Opcode.JGT -> greater(wide, left, right);
            case Opcode.JLE -> greater(wide, left, right).inverted();
            case Opcode.JLT -> greater(wide, right, left);
            case Opcode.JGE -> greater(wide, right, left).inverted();
            case Opcode.JSGT -> greaterSigned(wide, left, right);
            case Opcode.JSLE -> greaterSigned(wide, left, right).inverted();
            case Opcode.JSLT -> greaterSigned(wide, right, left);
            case Opcode.JSGE -> greaterSigned(wide, right, left).inverted();
            default -> Outcome.UNKNOWN;
        };
    }

    private static Outcome equal(NumberRules rules, boolean wide, Bounds left, Bounds right) {
        Tnum leftBits = wide ? left.tnum() : left.tnum().subreg();
        Tnum rightBits = wide ? right.tnum() : right.tnum().subreg();
        if (leftBits.isConst() && rightBits.isConst()) {
            return Outcome.of(leftBits.value() == rightBits.value());
        }
        if (rules.comparesBits() && !leftBits.overlaps(rightBits)) {
            return Outcome.NEVER;
        }
        boolean apart = wide && wholeApart(left, right) || lowApart(left, right);
        return apart ? Outcome.NEVER : Outcome.UNKNOWN;
    }

    private static boolean wholeApart(Bounds left, Bounds right) {
        return Long.compareUnsigned(left.umin(), right.umax()) > 0
                || Long.compareUnsigned(left.umax(), right.umin()) < 0
                || left.smin() > right.smax()
                || left.smax() < right.smin();
    }

    private static boolean lowApart(Bounds left, Bounds right) {
        return Integer.compareUnsigned(left.u32min(), right.u32max()) > 0
                || Integer.compareUnsigned(left.u32max(), right.u32min()) < 0
                || left.s32min() > right.s32max()
                || left.s32max() < right.s32min();
    }

    /** Only a constant tells anything, on whichever side it is. */
    private static Outcome anyBit(boolean wide, Bounds left, Bounds right) {
        Tnum bits = wide ? left.tnum() : left.tnum().subreg();
        Tnum tested = wide ? right.tnum() : right.tnum().subreg();
        if (!tested.isConst()) {
            Tnum swap = bits;
            bits = tested;
            tested = swap;
        }
        if (!tested.isConst()) {
            return Outcome.UNKNOWN;
        }
        if ((bits.value() & tested.value()) != 0) {
            return Outcome.ALWAYS;
        }
        return (bits.greatest() & tested.value()) == 0 ? Outcome.NEVER : Outcome.UNKNOWN;
    }

    private static Outcome greater(boolean wide, Bounds left, Bounds right) {
        int low = wide
                ? Long.compareUnsigned(left.umin(), right.umax())
                : Integer.compareUnsigned(left.u32min(), right.u32max());
        int high = wide
                ? Long.compareUnsigned(left.umax(), right.umin())
                : Integer.compareUnsigned(left.u32max(), right.u32min());
        return low > 0 ? Outcome.ALWAYS : high <= 0 ? Outcome.NEVER : Outcome.UNKNOWN;
    }

    private static Outcome greaterSigned(boolean wide, Bounds left, Bounds right) {
        long leftMin = wide ? left.smin() : left.s32min();
        long leftMax = wide ? left.smax() : left.s32max();
        long rightMin = wide ? right.smin() : right.s32min();
        long rightMax = wide ? right.smax() : right.s32max();
        return leftMin > rightMax ? Outcome.ALWAYS : leftMax <= rightMin ? Outcome.NEVER : Outcome.UNKNOWN;
    }

    static Refined refine(NumberRules rules, int operation, boolean wide, boolean taken, Bounds left, Bounds right) {
        Draft first = new Draft(left);
        Draft second = new Draft(right);
        refine(rules, operation, wide, taken, first, second);
        return new Refined(first.sync(rules).freeze(), second.sync(rules).freeze());
    }

    /** The two sides are one register, and each narrowing is seen by the next. */
    static Bounds refineSame(NumberRules rules, int operation, boolean wide, boolean taken, Bounds register) {
        Draft both = new Draft(register);
        refine(rules, operation, wide, taken, both, both);
        return both.sync(rules).sync(rules).freeze();
    }

    private static void refine(
            NumberRules rules, int operation, boolean wide, boolean taken, Draft first, Draft second) {
        if (operation == Opcode.JSET) {
            refineBits(rules, wide, taken, first, second);
        } else {
            refine(taken ? operation : opposite(operation), wide, first, second);
        }
    }

    static int opposite(int operation) {
        return switch (operation) {
            case Opcode.JEQ -> Opcode.JNE;
            case Opcode.JNE -> Opcode.JEQ;
            case Opcode.JGT -> Opcode.JLE;
            case Opcode.JLE -> Opcode.JGT;
            case Opcode.JGE -> Opcode.JLT;
            case Opcode.JLT -> Opcode.JGE;
            case Opcode.JSGT -> Opcode.JSLE;
            case Opcode.JSLE -> Opcode.JSGT;
            case Opcode.JSGE -> Opcode.JSLT;
            case Opcode.JSLT -> Opcode.JSGE;
            default -> operation;
        };
    }

    private static void refine(int operation, boolean wide, Draft left, Draft right) {
        switch (operation) {
            case Opcode.JEQ -> {
                if (wide) {
                    equal64(left, right);
                } else {
                    equal32(left, right);
                }
            }
            case Opcode.JNE -> different(wide, left, right);
            case Opcode.JLE -> atMost(wide, left, right, 0);
            case Opcode.JLT -> atMost(wide, left, right, 1);
            case Opcode.JGE -> atMost(wide, right, left, 0);
            case Opcode.JGT -> atMost(wide, right, left, 1);
            case Opcode.JSLE -> atMostSigned(wide, left, right, 0);
            case Opcode.JSLT -> atMostSigned(wide, left, right, 1);
            case Opcode.JSGE -> atMostSigned(wide, right, left, 0);
            case Opcode.JSGT -> atMostSigned(wide, right, left, 1);
            default -> {}
        }
    }

    private static void equal64(Draft left, Draft right) {
        left.raiseUmin(right.umin);
        left.lowerUmax(right.umax);
        left.raiseSmin(right.smin);
        left.lowerSmax(right.smax);
        left.tnum = left.tnum.intersect(right.tnum);
        right.umin = left.umin;
        right.umax = left.umax;
        right.smin = left.smin;
        right.smax = left.smax;
        right.tnum = left.tnum;
    }

    private static void equal32(Draft left, Draft right) {
        left.raiseU32min(right.u32min);
        left.lowerU32max(right.u32max);
        left.raiseS32min(right.s32min);
        left.lowerS32max(right.s32max);
        right.u32min = left.u32min;
        right.u32max = left.u32max;
        right.s32min = left.s32min;
        right.s32max = left.s32max;
        Tnum low = left.tnum.subreg().intersect(right.tnum.subreg());
        left.tnum = left.tnum.withSubreg(low);
        right.tnum = right.tnum.withSubreg(low);
    }

    /** A range whose end is the one impossible number loses that end. */
    private static void different(boolean wide, Draft left, Draft right) {
        if (isConstant(wide, right)) {
            trim(wide, left, right.tnum.value());
        } else if (isConstant(wide, left)) {
            trim(wide, right, left.tnum.value());
        }
    }

    private static void trim(boolean wide, Draft draft, long number) {
        if (wide) {
            draft.umin += draft.umin == number ? 1 : 0;
            draft.umax -= draft.umax == number ? 1 : 0;
            draft.smin += draft.smin == number ? 1 : 0;
            draft.smax -= draft.smax == number ? 1 : 0;
        } else {
            int low = (int) number;
            draft.u32min += draft.u32min == low ? 1 : 0;
            draft.u32max -= draft.u32max == low ? 1 : 0;
            draft.s32min += draft.s32min == low ? 1 : 0;
            draft.s32max -= draft.s32max == low ? 1 : 0;
        }
    }

    private static void atMost(boolean wide, Draft left, Draft right, int gap) {
        if (wide) {
            left.lowerUmax(right.umax - gap);
            right.raiseUmin(left.umin + gap);
        } else {
            left.lowerU32max(right.u32max - gap);
            right.raiseU32min(left.u32min + gap);
        }
    }

    private static void atMostSigned(boolean wide, Draft left, Draft right, int gap) {
        if (wide) {
            left.lowerSmax(right.smax - gap);
            right.raiseSmin(left.smin + gap);
        } else {
            left.lowerS32max(right.s32max - gap);
            right.raiseS32min(left.s32min + gap);
        }
    }

    private static void refineBits(NumberRules rules, boolean wide, boolean taken, Draft left, Draft right) {
        if (isConstant(wide, right)) {
            refineBits(rules, wide, taken, left, right.tnum.value());
        } else if (isConstant(wide, left)) {
            refineBits(rules, wide, taken, right, left.tnum.value());
        }
    }

    private static void refineBits(NumberRules rules, boolean wide, boolean taken, Draft draft, long tested) {
        long number = wide ? tested : tested & 0xffff_ffffL;
        Tnum bits = wide ? draft.tnum : draft.tnum.subreg();
        if (!taken) {
            if (rules.restartsWithoutBits()) {
                draft.forgetRanges();
            }
            bits = bits.and(Tnum.constant(~number));
        } else if (Long.bitCount(number) == 1) {
            bits = bits.or(Tnum.constant(number));
        } else {
            return;
        }
        draft.tnum = wide ? bits : draft.tnum.withSubreg(bits);
    }

    private static boolean isConstant(boolean wide, Draft draft) {
        return wide ? draft.tnum.isConst() : draft.tnum.isSubregConst();
    }
}
