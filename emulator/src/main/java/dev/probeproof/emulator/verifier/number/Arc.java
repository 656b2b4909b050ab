// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.number;

/**
 * A range on the circle of all numbers of one width: from {@code first} upwards, wrapping to zero if need be. Since 7.2
 * the verifier keeps one such range per width, and reads signed and unsigned ends off it.
 *
 * @param width 32 or 64
 * @param first the first number, with zeros above the width
 * @param length how far the last number is from the first; -1 of the width if all numbers are in it
 */
record Arc(int width, long first, long length, boolean empty) {
    static final Arc FULL_64 = new Arc(64, 0, -1, false);
    static final Arc FULL_32 = new Arc(32, 0, 0xffff_ffffL, false);

    /** From {@code min} up to {@code max}, both inclusive, whether they are read as signed or unsigned. */
    static Arc of(int width, long min, long max) {
        long all = all(width);
        long length = (max - min) & all;
        return new Arc(width, length == all ? 0 : min & all, length, false);
    }

    /** No number at all if {@code min > max}, otherwise as {@link #of}. */
    static Arc unsigned(int width, long min, long max) {
        return Long.compareUnsigned(min, max) > 0 ? none(width) : of(width, min, max);
    }

    /** No number at all if {@code min > max}, otherwise as {@link #of}. */
    static Arc signed(int width, long min, long max) {
        return min > max ? none(width) : of(width, min, max);
    }

    static Arc full(int width) {
        return width == 64 ? FULL_64 : FULL_32;
    }

    static Arc none(int width) {
        return new Arc(width, 0, 0, true);
    }

    private static long all(int width) {
        return width == 64 ? -1 : 0xffff_ffffL;
    }

    private long all() {
        return all(width);
    }

    /** The last number. */
    long last() {
        return (first + length) & all();
    }

    /** Whether all numbers are in it. */
    boolean isFull() {
        return length == all();
    }

    /** The ends of no number at all are those of all numbers. */
    private boolean wrapsUnsigned() {
        return empty || Long.compareUnsigned(last(), first) < 0;
    }

    private boolean wrapsSigned() {
        return empty || extended(last()) < extended(first);
    }

    /** A number of this width with its sign extended. */
    private long extended(long number) {
        return width == 64 ? number : (int) number;
    }

    long umin() {
        return wrapsUnsigned() ? 0 : first;
    }

    long umax() {
        return wrapsUnsigned() ? all() : last();
    }

    long smin() {
        return wrapsSigned() ? width == 64 ? Long.MIN_VALUE : Integer.MIN_VALUE : extended(first);
    }

    long smax() {
        return wrapsSigned() ? width == 64 ? Long.MAX_VALUE : Integer.MAX_VALUE : extended(last());
    }

    /** Whether the signed and unsigned ends together do not tell where it is. */
    boolean isHidden() {
        return wrapsUnsigned() && wrapsSigned();
    }

    boolean contains(long number) {
        return !empty && Long.compareUnsigned((number - first) & all(), length) <= 0;
    }

    boolean contains(Arc inner) {
        if (empty) {
            return inner.empty;
        }
        if (isFull() || inner.empty) {
            return true;
        }
        long start = (inner.first - first) & all();
        return Long.compareUnsigned(start, length) <= 0 && Long.compareUnsigned(inner.length, length - start) <= 0;
    }

    /** What both have in common; if that is two pieces, the shorter of both, or the one that starts
     * lower if they are equally long. */
    Arc intersect(Arc other) {
        if (empty || other.empty) {
            return none(width);
        }
        if (isFull()) {
            return other;
        }
        if (other.isFull()) {
            return this;
        }
        boolean otherStartsHere = contains(other.first);
        boolean startsInOther = other.contains(first);
        if (otherStartsHere && startsInOther && first != other.first) {
            if (length == other.length) {
                return Long.compareUnsigned(first, other.first) < 0 ? this : other;
            }
            return Long.compareUnsigned(length, other.length) < 0 ? this : other;
        }
        if (otherStartsHere) {
            long left = length - ((other.first - first) & all());
            return new Arc(width, other.first, Draft.minUnsigned(left, other.length), false);
        }
        if (startsInOther) {
            long left = other.length - ((first - other.first) & all());
            return new Arc(width, first, Draft.minUnsigned(left, length), false);
        }
        return none(width);
    }

    Arc add(Arc other) {
        if (empty || other.empty) {
            return none(width);
        }
        long sum = length + other.length;
        boolean all = width == 64 ? Long.compareUnsigned(sum, length) < 0 : sum >>> 32 != 0;
        if (all || sum == all()) {
            return full(width);
        }
        return new Arc(width, (first + other.first) & all(), sum, false);
    }

    Arc negate() {
        return empty ? this : new Arc(width, isFull() ? 0 : -last() & all(), length, false);
    }

    /** Without one number, if that leaves one piece. */
    Arc without(long number) {
        if (empty) {
            return this;
        }
        long excluded = number & all();
        if (isFull()) {
            return new Arc(width, (excluded + 1) & all(), length - 1, false);
        }
        if (length == 0) {
            return first == excluded ? none(width) : this;
        }
        if (first == excluded) {
            return new Arc(width, (first + 1) & all(), length - 1, false);
        }
        return last() == excluded ? new Arc(width, first, length - 1, false) : this;
    }

    /** The low halves of a 64-bit range. */
    Arc lowHalves() {
        if (empty) {
            return none(32);
        }
        return length >>> 32 != 0 ? FULL_32 : of(32, first, first + length);
    }

    /** This 64-bit range from its first to its last number whose low half is in the other. */
    Arc withLowHalf(Arc low) {
        if (empty || low.empty) {
            return none(64);
        }
        if (low.isFull()) {
            return this;
        }
        long skipped = low.contains(first & 0xffff_ffffL) ? 0 : (low.first - first) & 0xffff_ffffL;
        long last = last();
        long dropped = low.contains(last & 0xffff_ffffL) ? 0 : (last - low.last()) & 0xffff_ffffL;
        if (Long.compareUnsigned(skipped, length) > 0 || Long.compareUnsigned(dropped, length - skipped) > 0) {
            return none(64);
        }
        return new Arc(64, first + skipped, length - skipped - dropped, false);
    }
}
