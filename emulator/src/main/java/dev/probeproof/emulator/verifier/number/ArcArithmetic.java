// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.number;

import dev.probeproof.loader.insn.Opcode;

/** Arithmetic where a release keeps circular ranges (7.2). The rules of the older forms hold, but signed and
 * unsigned ends come from one range. */
final class ArcArithmetic {
    private ArcArithmetic() {}

    static Bounds apply(
            NumberRules rules, int operation, boolean wide, boolean signed, Bounds destination, Bounds source) {
        ArcDraft draft = new ArcDraft(destination);
        switch (operation) {
            case Opcode.ADD -> add(draft, source);
            case Opcode.SUB -> subtract(draft, source);
            case Opcode.NEG -> {
                draft.becomeKnown(0);
                subtract(draft, destination);
            }
            case Opcode.MUL -> multiply(rules, draft, source);
            case Opcode.AND -> and(draft, source);
            case Opcode.OR -> or(draft, source);
            case Opcode.XOR -> xor(draft, source);
            case Opcode.LSH -> left(draft, wide, (int) source.umin());
            case Opcode.RSH -> right(draft, wide, (int) source.umin());
            case Opcode.ARSH -> rightSigned(draft, wide, (int) source.umin());
            case Opcode.DIV -> ArcDivision.divide(draft, wide, signed, source);
            case Opcode.MOD -> ArcDivision.remainder(draft, wide, signed, source);
            default -> draft.forgetAll();
        }
        if (!wide) {
            draft.zeroExtend32();
        }
        return draft.sync().freeze();
    }

    private static void add(ArcDraft draft, Bounds source) {
        draft.low = draft.low.add(source.low());
        draft.whole = draft.whole.add(source.whole());
        draft.tnum = draft.tnum.add(source.tnum());
    }

    private static void subtract(ArcDraft draft, Bounds source) {
        draft.low = draft.low.add(source.low().negate());
        draft.whole = draft.whole.add(source.whole().negate());
        draft.tnum = draft.tnum.subtract(source.tnum());
    }

    private static void multiply(NumberRules rules, ArcDraft draft, Bounds source) {
        Draft plain = new Draft(draft.freeze());
        Products.multiply(rules, plain, source);
        draft.tnum = plain.tnum;
        draft.low = Arc.of(32, plain.u32min, plain.u32max).intersect(Arc.of(32, plain.s32min, plain.s32max));
        draft.whole = Arc.of(64, plain.umin, plain.umax).intersect(Arc.of(64, plain.smin, plain.smax));
    }

    private static void and(ArcDraft draft, Bounds source) {
        boolean known = draft.tnum.isConst() && source.isConstant();
        boolean lowKnown = draft.tnum.isSubregConst() && source.isSubregConstant();
        draft.tnum = draft.tnum.and(source.tnum());
        if (lowKnown) {
            draft.becomeKnown32((int) draft.tnum.value());
        } else {
            long max = Draft.minUnsigned(draft.low.umax(), source.low().umax());
            draft.low = Arc.of(32, draft.tnum.value(), max);
        }
        if (known) {
            draft.becomeKnown(draft.tnum.value());
        } else {
            draft.whole = Arc.of(64, draft.tnum.value(), Draft.minUnsigned(draft.whole.umax(), source.umax()));
            draft.learnFromBits();
        }
    }

    private static void or(ArcDraft draft, Bounds source) {
        boolean known = draft.tnum.isConst() && source.isConstant();
        boolean lowKnown = draft.tnum.isSubregConst() && source.isSubregConstant();
        draft.tnum = draft.tnum.or(source.tnum());
        if (lowKnown) {
            draft.becomeKnown32((int) draft.tnum.value());
        } else {
            long min = Draft.maxUnsigned(draft.low.umin(), source.low().umin());
            draft.low = Arc.of(32, min, draft.tnum.greatest());
        }
        if (known) {
            draft.becomeKnown(draft.tnum.value());
        } else {
            draft.whole = Arc.of(64, Draft.maxUnsigned(draft.whole.umin(), source.umin()), draft.tnum.greatest());
            draft.learnFromBits();
        }
    }

    private static void xor(ArcDraft draft, Bounds source) {
        boolean known = draft.tnum.isConst() && source.isConstant();
        boolean lowKnown = draft.tnum.isSubregConst() && source.isSubregConstant();
        draft.tnum = draft.tnum.xor(source.tnum());
        if (lowKnown) {
            draft.becomeKnown32((int) draft.tnum.value());
        } else {
            draft.low = Arc.of(32, draft.tnum.value(), draft.tnum.greatest());
        }
        if (known) {
            draft.becomeKnown(draft.tnum.value());
        } else {
            draft.whole = Arc.of(64, draft.tnum.value(), draft.tnum.greatest());
            draft.learnFromBits();
        }
    }

    private static void left(ArcDraft draft, boolean wide, int bits) {
        Arc low = leftLow(draft.low, bits);
        if (!wide) {
            draft.low = low;
            keepLow(draft, draft.tnum.subreg().shiftLeft(bits).subreg());
            return;
        }
        Arc signed = Arc.FULL_64;
        if (bits == 32) {
            signed = Arc.of(64, draft.low.smin() << 32, draft.low.smax() << 32);
        }
        Arc unsigned = Arc.FULL_64;
        if (Long.compareUnsigned(draft.whole.umax(), 1L << (63 - bits)) <= 0) {
            unsigned = Arc.of(64, draft.whole.umin() << bits, draft.whole.umax() << bits);
        }
        draft.whole = unsigned.intersect(signed);
        draft.low = low;
        draft.tnum = draft.tnum.shiftLeft(bits);
        draft.learnFromBits();
    }

    private static Arc leftLow(Arc low, int bits) {
        if (bits > 31 || low.umax() > 1L << (31 - bits)) {
            return Arc.FULL_32;
        }
        return Arc.of(32, low.umin() << bits, low.umax() << bits);
    }

    private static void right(ArcDraft draft, boolean wide, int bits) {
        if (wide) {
            draft.tnum = draft.tnum.shiftRight(bits);
            draft.whole = Arc.of(64, draft.whole.umin() >>> bits, draft.whole.umax() >>> bits);
            draft.low = Arc.FULL_32;
            draft.learnFromBits();
        } else {
            draft.low = Arc.of(32, draft.low.umin() >>> bits, draft.low.umax() >>> bits);
            keepLow(draft, draft.tnum.subreg().shiftRight(bits));
        }
    }

    private static void rightSigned(ArcDraft draft, boolean wide, int bits) {
        if (wide) {
            draft.tnum = draft.tnum.shiftRightSigned(bits, 64);
            draft.whole = Arc.of(64, draft.whole.smin() >> bits, draft.whole.smax() >> bits);
            draft.low = Arc.FULL_32;
            draft.learnFromBits();
        } else {
            draft.low = Arc.of(32, draft.low.smin() >> bits, draft.low.smax() >> bits);
            keepLow(draft, draft.tnum.subreg().shiftRightSigned(bits, 32));
        }
    }

    private static void keepLow(ArcDraft draft, Tnum low) {
        draft.tnum = low;
        draft.whole = Arc.FULL_64;
        draft.learnLowFromBits();
    }
}
