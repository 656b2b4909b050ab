// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.number;

import dev.probeproof.loader.insn.Opcode;

/** What a comparison of two numbers tells: whether the jump is taken, and what each side is on either branch. */
public final class Branch {
    private Branch() {}

    /**
     * Whether the jump is taken, as far as the bounds tell.
     *
     * @param operation {@link Opcode#JEQ}, {@code JNE}, {@code JSET}, {@code JGT} and the others
     * @param wide whether 64 bits are compared; otherwise the low halves
     * @param right the other register, or the immediate as {@link Bounds#constant} of its sign-extended value
     */
    public static Outcome outcome(NumberRules rules, int operation, boolean wide, Bounds left, Bounds right) {
        if (rules.crossesWidths()) {
            return RangeBranch.outcome(rules, operation, wide, left, right);
        }
        if (isConstant(right, wide)) {
            return ConstantBranch.outcome(operation, wide, left, right.constantValue());
        }
        if (rules.invertsConstantLeft() && isConstant(left, wide)) {
            return ConstantBranch.outcome(flipped(operation), wide, right, left.constantValue());
        }
        return Outcome.UNKNOWN;
    }

    /**
     * Both sides on one branch. Bounds that contradict each other are possible on a branch that is dead: see {@link
     * Bounds#violation}.
     *
     * @param taken whether the branch is the one on which the comparison holds
     */
    public static Refined refine(
            NumberRules rules, int operation, boolean wide, boolean taken, Bounds left, Bounds right) {
        if (rules.circular()) {
            return ArcBranch.refine(operation, wide, taken, left, right);
        }
        if (rules.crossesWidths()) {
            return RangeBranch.refine(rules, operation, wide, taken, left, right);
        }
        if (isConstant(right, wide)) {
            return new Refined(ConstantBranch.refine(rules, operation, wide, taken, left, right), right);
        }
        if (isConstant(left, wide)) {
            return new Refined(left, ConstantBranch.refine(rules, flipped(operation), wide, taken, right, left));
        }
        if (wide && operation == (taken ? Opcode.JEQ : Opcode.JNE)) {
            return new Refined(ConstantBranch.equal(rules, left, right), ConstantBranch.equal(rules, right, left));
        }
        return new Refined(left, right);
    }

    /** Whether a register compared with itself jumps; older releases look at the ranges alone. */
    public static Outcome outcomeOfSame(NumberRules rules, int operation, boolean wide, Bounds register) {
        if (!rules.knowsSameRegister()) {
            return outcome(rules, operation, wide, register, register);
        }
        return switch (operation) {
            case Opcode.JEQ, Opcode.JGE, Opcode.JLE, Opcode.JSGE, Opcode.JSLE -> Outcome.ALWAYS;
            case Opcode.JNE, Opcode.JGT, Opcode.JLT, Opcode.JSGT, Opcode.JSLT -> Outcome.NEVER;
            default -> anyBitOfSame(wide, register);
        };
    }

    private static Outcome anyBitOfSame(boolean wide, Bounds register) {
        if (isConstant(register, wide)) {
            return Outcome.of(wide ? register.constantValue() != 0 : register.subregConstantValue() != 0);
        }
        long min = wide ? register.smin() : register.s32min();
        long max = wide ? register.smax() : register.s32max();
        return min <= 0 && max >= 0 ? Outcome.UNKNOWN : Outcome.ALWAYS;
    }

    /** A register on one branch of a comparison with itself. */
    public static Bounds refineSame(NumberRules rules, int operation, boolean wide, boolean taken, Bounds register) {
        if (rules.knowsSameRegister()) {
            return register;
        }
        if (rules.crossesWidths()) {
            return RangeBranch.refineSame(rules, operation, wide, taken, register);
        }
        return refine(rules, operation, wide, taken, register, register).left();
    }

    /** The comparison with its sides exchanged. */
    static int flipped(int operation) {
        return switch (operation) {
            case Opcode.JGT -> Opcode.JLT;
            case Opcode.JGE -> Opcode.JLE;
            case Opcode.JLT -> Opcode.JGT;
            case Opcode.JLE -> Opcode.JGE;
            case Opcode.JSGT -> Opcode.JSLT;
            case Opcode.JSGE -> Opcode.JSLE;
            case Opcode.JSLT -> Opcode.JSGT;
            case Opcode.JSLE -> Opcode.JSGE;
            default -> operation;
        };
    }

    private static boolean isConstant(Bounds bounds, boolean wide) {
        return wide ? bounds.isConstant() : bounds.isSubregConstant();
    }
}
