// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.number;

import dev.probeproof.loader.insn.Opcode;

/** Comparisons before 6.8: one side is a constant, or nothing but equality tells anything. */
final class ConstantBranch {
    private ConstantBranch() {}

    static Outcome outcome(int operation, boolean wide, Bounds left, long constant) {
        return wide ? outcome64(operation, left, constant) : outcome32(operation, left, (int) constant);
    }

    private static Outcome outcome64(int operation, Bounds left, long number) {
        return switch (operation) {
            case Opcode.JEQ -> equal64(left, number);
            case Opcode.JNE -> equal64(left, number).inverted();
            case Opcode.JSET -> anyBit(left.tnum(), number);
            case Opcode.JGT ->
                greater(Long.compareUnsigned(left.umin(), number), Long.compareUnsigned(left.umax(), number));
            case Opcode.JLE ->
                greater(Long.compareUnsigned(left.umin(), number), Long.compareUnsigned(left.umax(), number))
                        .inverted();
            case Opcode.JLT ->
                less(Long.compareUnsigned(left.umin(), number), Long.compareUnsigned(left.umax(), number));
            case Opcode.JGE ->
                less(Long.compareUnsigned(left.umin(), number), Long.compareUnsigned(left.umax(), number))
                        .inverted();
            case Opcode.JSGT -> greater(Long.compare(left.smin(), number), Long.compare(left.smax(), number));
            case Opcode.JSLE ->
                greater(Long.compare(left.smin(), number), Long.compare(left.smax(), number))
                        .inverted();
            case Opcode.JSLT -> less(Long.compare(left.smin(), number), Long.compare(left.smax(), number));
            case Opcode.JSGE ->
                less(Long.compare(left.smin(), number), Long.compare(left.smax(), number))
                        .inverted();
            default -> Outcome.UNKNOWN;
        };
    }

    private static Outcome outcome32(int operation, Bounds left, int number) {
        int umin = Integer.compareUnsigned(left.u32min(), number);
        int umax = Integer.compareUnsigned(left.u32max(), number);
        int smin = Integer.compare(left.s32min(), number);
        int smax = Integer.compare(left.s32max(), number);
        return switch (operation) {
            case Opcode.JEQ -> equal32(left, number);
            case Opcode.JNE -> equal32(left, number).inverted();
            case Opcode.JSET -> anyBit(left.tnum().subreg(), number & 0xffff_ffffL);
            case Opcode.JGT -> greater(umin, umax);
            case Opcode.JLE -> greater(umin, umax).inverted();
            case Opcode.JLT -> less(umin, umax);
            case Opcode.JGE -> less(umin, umax).inverted();
            case Opcode.JSGT -> greater(smin, smax);
            case Opcode.JSLE -> greater(smin, smax).inverted();
            case Opcode.JSLT -> less(smin, smax);
            case Opcode.JSGE -> less(smin, smax).inverted();
            default -> Outcome.UNKNOWN;
        };
    }

    private static Outcome equal64(Bounds left, long number) {
        if (left.isConstant()) {
            return Outcome.of(left.constantValue() == number);
        }
        return Outcome.UNKNOWN;
    }

    private static Outcome equal32(Bounds left, int number) {
        if (left.isSubregConstant()) {
            return Outcome.of(left.subregConstantValue() == number);
        }
        return Outcome.UNKNOWN;
    }

    private static Outcome anyBit(Tnum tnum, long bits) {
        if ((tnum.value() & bits) != 0) {
            return Outcome.ALWAYS;
        }
        return (tnum.greatest() & bits) == 0 ? Outcome.NEVER : Outcome.UNKNOWN;
    }

    private static Outcome greater(int min, int max) {
        return min > 0 ? Outcome.ALWAYS : max <= 0 ? Outcome.NEVER : Outcome.UNKNOWN;
    }

    private static Outcome less(int min, int max) {
        return max < 0 ? Outcome.ALWAYS : min >= 0 ? Outcome.NEVER : Outcome.UNKNOWN;
    }

    /** The left side on one branch of a comparison with a constant. */
    static Bounds refine(NumberRules rules, int operation, boolean wide, boolean taken, Bounds left, Bounds right) {
        Draft draft = new Draft(left);
        if (wide) {
            refine64(rules, draft, operation, taken, right.constantValue());
            wholeToLow(rules, draft);
        } else {
            refine32(rules, draft, operation, taken, right.subregConstantValue());
            lowToWhole(rules, draft);
        }
        return draft.freeze();
    }

    private static void refine64(NumberRules rules, Draft draft, int operation, boolean taken, long number) {
        switch (operation) {
            case Opcode.JEQ, Opcode.JNE -> {
                if (taken == (operation == Opcode.JEQ)) {
                    draft.becomeKnown(number);
                }
            }
            case Opcode.JSET -> {
                if (!taken) {
                    restart(rules, draft);
                    draft.tnum = draft.tnum.and(Tnum.constant(~number));
                } else if (Long.bitCount(number) == 1) {
                    draft.tnum = draft.tnum.or(Tnum.constant(number));
                }
            }
            case Opcode.JGT, Opcode.JGE -> {
                if (taken) {
                    draft.raiseUmin(operation == Opcode.JGT ? number + 1 : number);
                } else {
                    draft.lowerUmax(operation == Opcode.JGT ? number : number - 1);
                }
            }
            case Opcode.JLT, Opcode.JLE -> {
                if (taken) {
                    draft.lowerUmax(operation == Opcode.JLT ? number - 1 : number);
                } else {
                    draft.raiseUmin(operation == Opcode.JLT ? number : number + 1);
                }
            }
            case Opcode.JSGT, Opcode.JSGE -> {
                if (taken) {
                    draft.raiseSmin(operation == Opcode.JSGT ? number + 1 : number);
                } else {
                    draft.lowerSmax(operation == Opcode.JSGT ? number : number - 1);
                }
            }
            case Opcode.JSLT, Opcode.JSLE -> {
                if (taken) {
                    draft.lowerSmax(operation == Opcode.JSLT ? number - 1 : number);
                } else {
                    draft.raiseSmin(operation == Opcode.JSLT ? number : number + 1);
                }
            }
            default -> {}
        }
    }

    private static void restart(NumberRules rules, Draft draft) {
        if (rules.restartsWithoutBits()) {
            draft.forgetRanges();
        }
    }

    private static void refine32(NumberRules rules, Draft draft, int operation, boolean taken, int number) {
        switch (operation) {
            case Opcode.JEQ, Opcode.JNE -> {
                if (taken == (operation == Opcode.JEQ)) {
                    draft.becomeKnown32(number);
                }
            }
            case Opcode.JSET -> {
                Tnum low = draft.tnum.subreg();
                if (!taken) {
                    restart(rules, draft);
                    draft.tnum = draft.tnum.withSubreg(low.and(Tnum.constant(~number & 0xffff_ffffL)));
                } else if (Integer.bitCount(number) == 1) {
                    draft.tnum = draft.tnum.withSubreg(low.or(Tnum.constant(number & 0xffff_ffffL)));
                }
            }
            case Opcode.JGT, Opcode.JGE -> {
                if (taken) {
                    draft.raiseU32min(operation == Opcode.JGT ? number + 1 : number);
                } else {
                    draft.lowerU32max(operation == Opcode.JGT ? number : number - 1);
                }
            }
            case Opcode.JLT, Opcode.JLE -> {
                if (taken) {
                    draft.lowerU32max(operation == Opcode.JLT ? number - 1 : number);
                } else {
                    draft.raiseU32min(operation == Opcode.JLT ? number : number + 1);
                }
            }
            case Opcode.JSGT, Opcode.JSGE -> {
                if (taken) {
                    draft.raiseS32min(operation == Opcode.JSGT ? number + 1 : number);
                } else {
                    draft.lowerS32max(operation == Opcode.JSGT ? number : number - 1);
                }
            }
            case Opcode.JSLT, Opcode.JSLE -> {
                if (taken) {
                    draft.lowerS32max(operation == Opcode.JSLT ? number - 1 : number);
                } else {
                    draft.raiseS32min(operation == Opcode.JSLT ? number : number + 1);
                }
            }
            default -> {}
        }
    }

    /** After a 64-bit comparison the low half's ranges start anew from the whole's, if those fit. */
    private static void wholeToLow(NumberRules rules, Draft draft) {
        draft.forget32();
        if (fitsSigned(draft.smin) && fitsSigned(draft.smax)) {
            draft.s32min = (int) draft.smin;
            draft.s32max = (int) draft.smax;
        }
        if (draft.umin >>> 32 == 0 && draft.umax >>> 32 == 0) {
            draft.u32min = (int) draft.umin;
            draft.u32max = (int) draft.umax;
        }
        draft.sync(rules);
    }

    private static boolean fitsSigned(long number) {
        return number == (int) number;
    }

    /** After a 32-bit comparison the whole's ranges start anew: from the low half if the upper one is zero. */
    private static void lowToWhole(NumberRules rules, Draft draft) {
        Tnum upper = draft.tnum.clearSubreg();
        if (upper.isConst() && upper.value() == 0) {
            draft.assign32To64(rules);
        } else {
            draft.forget64();
        }
        draft.sync(rules);
    }

    /** Two 64-bit numbers that are equal. */
    static Bounds equal(NumberRules rules, Bounds left, Bounds right) {
        Draft draft = new Draft(left); // keeps its own ranges of the low half
        draft.raiseUmin(right.umin());
        draft.lowerUmax(right.umax());
        draft.raiseSmin(right.smin());
        draft.lowerSmax(right.smax());
        draft.tnum = draft.tnum.intersect(right.tnum());
        return draft.sync(rules).freeze();
    }
}
