// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.number;

import dev.probeproof.loader.insn.Opcode;
import org.jspecify.annotations.Nullable;

/** Bounds of the result of an arithmetic instruction on two numbers, and of moving a pointer by a number. */
public final class Arithmetic {
    private Arithmetic() {}

    /**
     * The destination after {@code destination = destination op source}.
     *
     * @param operation {@link Opcode#ADD}, {@code SUB}, {@code MUL}, {@code OR}, {@code AND}, {@code LSH}, {@code RSH},
     *     {@code ARSH}, {@code NEG}, {@code XOR}, {@code DIV}, {@code MOD}; division is unsigned here
     * @param wide whether all 64 bits take part; otherwise the low halves, and the upper half becomes zero
     */
    public static Bounds apply(NumberRules rules, int operation, boolean wide, Bounds destination, Bounds source) {
        if (operation == Opcode.NEG && !rules.negates()) {
            return Bounds.UNKNOWN;
        }
        boolean constant = isConstantWithRanges(wide, source);
        if (!rules.sourceMayVary() && (isOpaque(operation, constant) || hasImpossibleSource(wide, source, constant))) {
            return Bounds.UNKNOWN;
        }
        if (!isComputable(rules, operation, wide, source, constant)) {
            // Before 6.10 the result of a 32-bit operation is at least known to have a zero upper half.
            return wide || rules.sourceMayVary() ? Bounds.UNKNOWN : Bounds.UNKNOWN.zeroExtended32(rules);
        }
        if (rules.circular()) {
            return ArcArithmetic.apply(rules, operation, wide, false, destination, source);
        }
        if (computesExactly(operation) && destination.isSettled() && source.isSettled()) {
            long result = compute(operation, destination.constantValue(), source.constantValue());
            return Bounds.constant(wide ? result : result & 0xffff_ffffL);
        }
        Draft draft = new Draft(destination);
        switch (operation) {
            case Opcode.ADD -> Sums.add(rules, draft, source);
            case Opcode.SUB -> Sums.subtract(rules, draft, source);
            case Opcode.NEG -> Sums.negate(rules, draft);
            case Opcode.MUL -> Products.multiply(rules, draft, source);
            case Opcode.AND -> BitLogic.and(rules, draft, source);
            case Opcode.OR -> BitLogic.or(rules, draft, source);
            case Opcode.XOR -> BitLogic.xor(rules, draft, source);
            case Opcode.LSH -> Shifts.left(rules, draft, wide, source);
            case Opcode.RSH -> Shifts.right(rules, draft, wide, source);
            case Opcode.ARSH -> Shifts.rightSigned(rules, draft, wide, source);
            default -> draft.forgetAll(); // division: never computable here
        }
        if (!wide) {
            draft.zeroExtend32(rules);
        }
        return draft.sync(rules).freeze();
    }

    /** Operations whose result on two known numbers is a known number in every release. */
    private static boolean computesExactly(int operation) {
        return switch (operation) {
            case Opcode.ADD, Opcode.SUB, Opcode.AND, Opcode.OR, Opcode.XOR -> true;
            default -> false;
        };
    }

    private static long compute(int operation, long left, long right) {
        return switch (operation) {
            case Opcode.ADD -> left + right;
            case Opcode.SUB -> left - right;
            case Opcode.AND -> left & right;
            case Opcode.OR -> left | right;
            default -> left ^ right;
        };
    }

    /** Signed division and remainder (6.6 and later): {@link Opcode#DIV} or {@link Opcode#MOD}. */
    public static Bounds applySigned(
            NumberRules rules, int operation, boolean wide, Bounds destination, Bounds source) {
        boolean constant = isConstantWithRanges(wide, source);
        if (rules.circular() && constant) {
            return ArcArithmetic.apply(rules, operation, wide, true, destination, source);
        }
        return apply(rules, operation, wide, destination, source);
    }

    /**
     * A byte-order conversion.
     *
     * @param bits 16, 32 or 64: the low bits that are converted; those above become zero
     * @param swaps whether the bytes change places on this machine
     */
    public static Bounds byteOrder(NumberRules rules, int bits, boolean swaps, Bounds destination) {
        if (!rules.ordersBytes()) {
            return Bounds.UNKNOWN;
        }
        if (bits == 64 && !swaps) {
            return destination;
        }
        if (!swaps) {
            return destination.truncatedTo(rules, bits / 8);
        }
        if (rules.circular()) {
            ArcDraft arcs = new ArcDraft(destination);
            arcs.tnum = arcs.tnum.byteSwap(bits);
            arcs.forgetRanges();
            return arcs.sync().freeze();
        }
        Draft draft = new Draft(destination);
        draft.tnum = draft.tnum.byteSwap(bits);
        draft.forgetRanges();
        return draft.sync(rules).freeze();
    }

    /**
     * A number that is a constant more than another, of which something became known. A sum that is not wide has a zero
     * upper half.
     *
     * @param deduces whether what one form of the bounds says is passed on to the others
     */
    public static Bounds linked(NumberRules rules, Bounds known, long distance, boolean wide, boolean deduces) {
        if (!rules.circular() && !deduces) {
            Draft draft = new Draft(known);
            Sums.add(rules, draft, Bounds.constant(distance));
            return draft.freeze();
        }
        // Not as a 32-bit sum: the kernel adds first, then forgets the upper half.
        Bounds sum = apply(rules, Opcode.ADD, true, known, Bounds.constant(distance));
        return wide ? sum : sum.zeroExtended32(rules);
    }

    /**
     * A number that is 0 or -1, as compilers make one from a condition, splits the path before AND or OR with a
     * constant; null if this does not split. Both halves execute the instruction.
     */
    public static @Nullable Fork fork(NumberRules rules, int operation, Bounds destination, Bounds source) {
        boolean splits = rules.splitsMasks() && (operation == Opcode.AND || operation == Opcode.OR);
        if (!splits || !source.isConstant()) {
            return null;
        }
        if (destination.smin() == -1 && destination.smax() == 0) {
            return new Fork(Bounds.constant(-1), Bounds.constant(0));
        }
        if (destination.s32min() == -1 && destination.s32max() == 0) {
            Draft ones = new Draft(destination);
            ones.becomeKnown32(-1);
            Draft zeros = new Draft(destination);
            zeros.becomeKnown32(0);
            return new Fork(ones.freeze(), zeros.freeze());
        }
        return null;
    }

    /**
     * The destination before the instruction on two paths.
     *
     * @param here followed first
     * @param later pushed, to execute the same instruction
     */
    public record Fork(Bounds here, Bounds later) {}

    /** Ranges and bits of a pointer's variable part after adding a number; a pointer has no ranges of its low half. */
    public static Bounds addedToPointer(NumberRules rules, Bounds pointer, Bounds number) {
        if (rules.circular()) {
            return movedPointer(pointer, number.whole(), pointer.tnum().add(number.tnum()));
        }
        Draft draft = new Draft(pointer);
        draft.forget32();
        Sums.addWhole(draft, number, false);
        draft.tnum = pointer.tnum().add(number.tnum());
        return draft.sync(rules).freeze();
    }

    /** Ranges and bits of a pointer's variable part after subtracting a number. */
    public static Bounds subtractedFromPointer(NumberRules rules, Bounds pointer, Bounds number) {
        if (rules.circular()) {
            return movedPointer(pointer, number.whole().negate(), pointer.tnum().subtract(number.tnum()));
        }
        Draft draft = new Draft(pointer);
        draft.forget32();
        Sums.subtractWhole(draft, number, false);
        draft.tnum = pointer.tnum().subtract(number.tnum());
        return draft.sync(rules).freeze();
    }

    private static Bounds movedPointer(Bounds pointer, Arc by, Tnum tnum) {
        ArcDraft draft = new ArcDraft(pointer);
        draft.low = Arc.FULL_32;
        draft.whole = draft.whole.add(by);
        draft.tnum = tnum;
        return draft.sync().freeze();
    }

    /** Before 6.10: operations that need a constant on the right. */
    private static boolean isOpaque(int operation, boolean constant) {
        return !constant && operation != Opcode.ADD && operation != Opcode.SUB && operation != Opcode.AND;
    }

    private static boolean isComputable(
            NumberRules rules, int operation, boolean wide, Bounds source, boolean constant) {
        return switch (operation) {
            case Opcode.ADD, Opcode.SUB, Opcode.AND, Opcode.OR, Opcode.XOR, Opcode.MUL, Opcode.NEG -> true;
            case Opcode.LSH, Opcode.RSH, Opcode.ARSH ->
                constant && Long.compareUnsigned(source.umax(), wide ? 64 : 32) < 0;
            case Opcode.DIV, Opcode.MOD -> rules.circular() && constant;
            default -> false;
        };
    }

    private static boolean isConstantWithRanges(boolean wide, Bounds source) {
        return wide
                ? source.isConstant() && source.smin() == source.smax() && source.umin() == source.umax()
                : source.isSubregConstant() && source.s32min() == source.s32max() && source.u32min() == source.u32max();
    }

    /** Before 6.10: ranges that contradict each other make the result unknown. */
    private static boolean hasImpossibleSource(boolean wide, Bounds source, boolean constant) {
        if (wide) {
            return source.isConstant() && !constant
                    || source.smin() > source.smax()
                    || Long.compareUnsigned(source.umin(), source.umax()) > 0;
        }
        return source.isSubregConstant() && !constant
                || source.s32min() > source.s32max()
                || Integer.compareUnsigned(source.u32min(), source.u32max()) > 0;
    }
}
