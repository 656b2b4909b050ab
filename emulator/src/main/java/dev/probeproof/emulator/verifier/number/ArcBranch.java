// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.number;

import dev.probeproof.loader.insn.Opcode;

/** What a comparison tells of both sides where a release keeps circular ranges (7.2). */
final class ArcBranch {
    private ArcBranch() {}

    /** A branch on which nothing is possible is dead. */
    static Outcome outcome(NumberRules rules, int operation, boolean wide, Bounds left, Bounds right) {
        Refined falls = refine(operation, wide, false, left, right);
        if (falls.left().isImpossible() || falls.right().isImpossible()) {
            return Outcome.ALWAYS;
        }
        Refined jumps = refine(operation, wide, true, left, right);
        return jumps.left().isImpossible() || jumps.right().isImpossible() ? Outcome.NEVER : Outcome.UNKNOWN;
    }

    static Refined refine(int operation, boolean wide, boolean taken, Bounds left, Bounds right) {
        ArcDraft first = new ArcDraft(left);
        ArcDraft second = new ArcDraft(right);
        if (operation == Opcode.JSET) {
            refineBits(wide, taken, first, second);
        } else {
            refine(taken ? operation : RangeBranch.opposite(operation), wide, first, second);
        }
        return new Refined(first.sync().freeze(), second.sync().freeze());
    }

    private static void refine(int operation, boolean wide, ArcDraft left, ArcDraft right) {
        switch (operation) {
            case Opcode.JEQ -> equal(wide, left, right);
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

    private static void equal(boolean wide, ArcDraft left, ArcDraft right) {
        if (wide) {
            left.whole = left.whole.intersect(right.whole);
            right.whole = left.whole;
            left.tnum = left.tnum.intersect(right.tnum);
            right.tnum = left.tnum;
        } else {
            left.low = left.low.intersect(right.low);
            right.low = left.low;
            Tnum low = left.tnum.subreg().intersect(right.tnum.subreg());
            left.tnum = left.tnum.withSubreg(low);
            right.tnum = right.tnum.withSubreg(low);
        }
    }

    private static void different(boolean wide, ArcDraft left, ArcDraft right) {
        if (isConstant(wide, right)) {
            trim(wide, left, right.tnum.value());
        } else if (isConstant(wide, left)) {
            trim(wide, right, left.tnum.value());
        }
    }

    private static void trim(boolean wide, ArcDraft draft, long number) {
        if (wide) {
            draft.whole = draft.whole.without(number);
        } else {
            draft.low = draft.low.without(number);
        }
    }

    private static void atMost(boolean wide, ArcDraft left, ArcDraft right, int gap) {
        if (wide) {
            left.narrowUnsigned(0, right.whole.umax() - gap);
            right.narrowUnsigned(left.whole.umin() + gap, -1);
        } else {
            left.narrowLowUnsigned(0, right.low.umax() - gap);
            right.narrowLowUnsigned(left.low.umin() + gap, 0xffff_ffffL);
        }
    }

    private static void atMostSigned(boolean wide, ArcDraft left, ArcDraft right, int gap) {
        if (wide) {
            left.narrowSigned(Long.MIN_VALUE, right.whole.smax() - gap);
            right.narrowSigned(left.whole.smin() + gap, Long.MAX_VALUE);
        } else {
            left.narrowLowSigned(Integer.MIN_VALUE, right.low.smax() - gap);
            right.narrowLowSigned(left.low.smin() + gap, Integer.MAX_VALUE);
        }
    }

    private static void refineBits(boolean wide, boolean taken, ArcDraft left, ArcDraft right) {
        if (isConstant(wide, right)) {
            refineBits(wide, taken, left, right.tnum.value());
        } else if (isConstant(wide, left)) {
            refineBits(wide, taken, right, left.tnum.value());
        }
    }

    private static void refineBits(boolean wide, boolean taken, ArcDraft draft, long tested) {
        long number = wide ? tested : tested & 0xffff_ffffL;
        Tnum bits = wide ? draft.tnum : draft.tnum.subreg();
        if (!taken) {
            draft.forgetRanges();
            bits = bits.and(Tnum.constant(~number));
        } else if (Long.bitCount(number) == 1) {
            bits = bits.or(Tnum.constant(number));
        } else {
            return;
        }
        draft.tnum = wide ? bits : draft.tnum.withSubreg(bits);
    }

    private static boolean isConstant(boolean wide, ArcDraft draft) {
        return wide ? draft.tnum.isConst() : draft.tnum.isSubregConst();
    }
}
