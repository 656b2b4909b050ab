// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.number;

/** The ways in which releases multiply tristate numbers; each is sound, and they differ in what stays known. */
public enum TnumProduct {
    /** Before 5.14: the known product first, then the unknown part of every partial product. */
    HALF_MULTIPLY {
        @Override
        Tnum multiply(Tnum left, Tnum right) {
            Tnum known = Tnum.constant(left.value() * right.value());
            Tnum withLeft = addUncertain(known, right.greatest(), left.mask());
            return addUncertain(withLeft, left.value(), right.mask());
        }
    },
    /** 5.14 to 6.17: the known product, and the unknown parts summed apart from it. */
    SEPARATE_UNKNOWN {
        @Override
        Tnum multiply(Tnum left, Tnum right) {
            Tnum unknown = Tnum.constant(0);
            for (int bit = 0; bit < Long.SIZE && left.greatest() >>> bit != 0; bit++) {
                if ((left.value() >>> bit & 1) != 0) {
                    unknown = unknown.add(new Tnum(0, right.mask() << bit));
                } else if ((left.mask() >>> bit & 1) != 0) {
                    unknown = unknown.add(new Tnum(0, right.greatest() << bit));
                }
            }
            return Tnum.constant(left.value() * right.value()).add(unknown);
        }
    },
    /** Since 6.18: long multiplication, where an unknown bit gives the union of adding and not adding. */
    UNION_OF_SUMS {
        @Override
        Tnum multiply(Tnum left, Tnum right) {
            Tnum sum = Tnum.constant(0);
            for (int bit = 0; bit < Long.SIZE && left.greatest() >>> bit != 0; bit++) {
                Tnum added = sum.add(right.shiftLeft(bit));
                if ((left.value() >>> bit & 1) != 0) {
                    sum = added;
                } else if ((left.mask() >>> bit & 1) != 0) {
                    sum = sum.union(added);
                }
            }
            return sum;
        }
    };

    abstract Tnum multiply(Tnum left, Tnum right);

    private static Tnum addUncertain(Tnum start, long positions, long multiplicand) {
        Tnum sum = start;
        for (int bit = 0; bit < Long.SIZE && positions >>> bit != 0; bit++) {
            if ((positions >>> bit & 1) != 0) {
                sum = sum.add(new Tnum(0, multiplicand << bit));
            }
        }
        return sum;
    }
}
