// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.number;

import org.jspecify.annotations.Nullable;

/**
 * A tristate number: each bit is 0, 1 or unknown. A bit that is set in {@code mask} is unknown and is clear in
 * {@code value}.
 *
 * @param value the bits known to be one
 * @param mask the bits that are unknown
 */
public record Tnum(long value, long mask) {
    // Written out: those of the language are generated when first called, which takes longer than all their calls.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Tnum that && value == that.value && mask == that.mask;
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(value) + Long.hashCode(mask);
    }

    /** Nothing is known. */
    public static final Tnum UNKNOWN = new Tnum(0, -1);

    private static final Tnum ZERO = new Tnum(0, 0);
    private static final Tnum SOME_SUBREG = new Tnum(0, 0xffff_ffffL);

    /** All bits are known. */
    public static Tnum constant(long value) {
        return value == 0 ? ZERO : new Tnum(value, 0);
    }

    /** Any low half, upper half zero. */
    public static Tnum unknownSubreg() {
        return SOME_SUBREG;
    }

    /** The bits that all numbers from {@code min} to {@code max} (both unsigned, inclusive) share from the top. */
    public static Tnum range(long min, long max) {
        int differing = 64 - Long.numberOfLeadingZeros(min ^ max);
        if (differing == 64) {
            return UNKNOWN;
        }
        long free = (1L << differing) - 1;
        return new Tnum(min & ~free, free);
    }

    public boolean isConst() {
        return mask == 0;
    }

    public boolean isUnknown() {
        return mask == -1;
    }

    /** Whether the low half is known. */
    public boolean isSubregConst() {
        return (int) mask == 0;
    }

    /** Whether every member is a multiple of {@code size}, a power of two; zero asks nothing. */
    public boolean isAligned(long size) {
        return size == 0 || ((value | mask) & (size - 1)) == 0;
    }

    /** Whether every member of {@code inner} is one of this. */
    public boolean contains(Tnum inner) {
        return (inner.mask & ~mask) == 0 && value == (inner.value & ~mask);
    }

    /** Whether this number is a member. */
    public boolean contains(long number) {
        return (number & ~mask) == value;
    }

    /** Whether some number is a member of both: no bit is known in both and different. */
    public boolean overlaps(Tnum other) {
        long known = ~(mask | other.mask);
        return (value & known) == (other.value & known);
    }

    /** The greatest member, unsigned. */
    public long greatest() {
        return value | mask;
    }

    public Tnum shiftLeft(int bits) {
        return new Tnum(value << bits, mask << bits);
    }

    public Tnum shiftRight(int bits) {
        return new Tnum(value >>> bits, mask >>> bits);
    }

    /** Arithmetic shift of a number {@code width} bits wide: 32 (the result has a clear upper half) or 64. */
    public Tnum shiftRightSigned(int bits, int width) {
        if (width == 32) {
            return new Tnum(((int) value >> bits) & 0xffff_ffffL, ((int) mask >> bits) & 0xffff_ffffL);
        }
        return new Tnum(value >> bits, mask >> bits);
    }

    public Tnum add(Tnum other) {
        long masks = mask + other.mask;
        long values = value + other.value;
        long unknown = ((masks + values) ^ values) | mask | other.mask;
        return new Tnum(values & ~unknown, unknown);
    }

    public Tnum subtract(Tnum other) {
        long difference = value - other.value;
        long unknown = ((difference + mask) ^ (difference - other.mask)) | mask | other.mask;
        return new Tnum(difference & ~unknown, unknown);
    }

    public Tnum negate() {
        return ZERO.subtract(this);
    }

    public Tnum and(Tnum other) {
        long ones = value & other.value;
        return new Tnum(ones, greatest() & other.greatest() & ~ones);
    }

    public Tnum or(Tnum other) {
        long ones = value | other.value;
        return new Tnum(ones, (mask | other.mask) & ~ones);
    }

    public Tnum xor(Tnum other) {
        long unknown = mask | other.mask;
        return new Tnum((value ^ other.value) & ~unknown, unknown);
    }

    /** The product, as exact as the release's way of multiplying. */
    public Tnum multiply(Tnum other, TnumProduct way) {
        return way.multiply(this, other);
    }

    /** What is known from both together; if they contradict each other, the result is one of many wrong answers. */
    public Tnum intersect(Tnum other) {
        long unknown = mask & other.mask;
        long known = (value | other.value) & ~unknown;
        return known == value && unknown == mask ? this : new Tnum(known, unknown);
    }

    /** What is known of a number that is a member of one of them. */
    public Tnum union(Tnum other) {
        long unknown = (value ^ other.value) | mask | other.mask;
        return new Tnum(value & other.value & ~unknown, unknown);
    }

    /** The low {@code bytes} bytes, the rest zero. */
    public Tnum cast(int bytes) {
        if (bytes >= Long.BYTES) {
            return this;
        }
        long low = (1L << (bytes * 8)) - 1;
        return new Tnum(value & low, mask & low);
    }

    /** The low half, upper half zero. */
    public Tnum subreg() {
        return cast(4);
    }

    /** The upper half, low half zero. */
    public Tnum clearSubreg() {
        return new Tnum(value & ~0xffff_ffffL, mask & ~0xffff_ffffL);
    }

    /** The upper half of this and the low half of the other. */
    public Tnum withSubreg(Tnum low) {
        return clearSubreg().or(low.subreg());
    }

    /** The upper half of this and a known low half. */
    public Tnum withConstSubreg(int low) {
        return withSubreg(constant(low & 0xffff_ffffL));
    }

    /** The bytes of the low {@code bits} bits (16, 32, 64) reversed, the rest zero. */
    public Tnum byteSwap(int bits) {
        return new Tnum(Long.reverseBytes(value) >>> (64 - bits), Long.reverseBytes(mask) >>> (64 - bits));
    }

    /** The least member greater than {@code number} (unsigned), or the greatest member if there is none. */
    long memberAfter(long number) {
        if (Long.compareUnsigned(number, greatest()) >= 0) {
            return greatest();
        }
        if (Long.compareUnsigned(number, value) < 0) {
            return value;
        }
        long first = Long.highestOneBit((number & ~mask) ^ value);
        long below = first == 0 ? 0 : first - 1;
        if (first != 0 && (number & first) == 0) {
            // Same upper bits, a one where the number has a zero: the least of these is greater.
            return value | (number & mask & ~below);
        }
        long counted = number | below | ~mask;
        return value | ((counted + 1) & mask);
    }

    /** As the kernel prints it: {@code (0x0; 0xff)}. */
    @Override
    public String toString() {
        return "(0x" + Long.toHexString(value) + "; 0x" + Long.toHexString(mask) + ")";
    }
}
