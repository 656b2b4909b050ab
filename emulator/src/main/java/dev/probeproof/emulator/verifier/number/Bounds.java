// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.number;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the verifier knows of a 64-bit number: certain bits, and the signed and unsigned ranges (inclusive) of the whole
 * and of its low half. The nine parts are kept as the kernel keeps them; they need not be as narrow as they could be.
 * Names are those of the kernel's log.
 */
public final class Bounds {
    /** Nothing is known. */
    public static final Bounds UNKNOWN = Draft.unknown().freeze();

    private static final Bounds[] SMALL = new Bounds[257];

    static {
        for (int number = 0; number < SMALL.length; number++) {
            SMALL[number] = Draft.constant(number).freeze();
        }
    }

    private final Tnum tnum;
    private final long smin;
    private final long smax;
    private final long umin;
    private final long umax;
    private final int s32min;
    private final int s32max;
    private final int u32min;
    private final int u32max;
    private final @Nullable Arc hiddenWhole;
    private final @Nullable Arc hiddenLow;

    private Bounds(
            Tnum tnum,
            long smin,
            long smax,
            long umin,
            long umax,
            int s32min,
            int s32max,
            int u32min,
            int u32max,
            @Nullable Arc hiddenWhole,
            @Nullable Arc hiddenLow) {
        this.tnum = tnum;
        this.smin = smin;
        this.smax = smax;
        this.umin = umin;
        this.umax = umax;
        this.s32min = s32min;
        this.s32max = s32max;
        this.u32min = u32min;
        this.u32max = u32max;
        this.hiddenWhole = hiddenWhole;
        this.hiddenLow = hiddenLow;
    }

    /** Exactly this number. */
    public static Bounds constant(long number) {
        return number >= 0 && number < SMALL.length
                ? SMALL[(int) number]
                : Draft.constant(number).freeze();
    }

    /** All nine parts as given, nothing is derived. */
    public static Bounds of(
            Tnum tnum, long smin, long smax, long umin, long umax, int s32min, int s32max, int u32min, int u32max) {
        return new Bounds(tnum, smin, smax, umin, umax, s32min, s32max, u32min, u32max, null, null);
    }

    /** What follows from the certain bits alone, as when a value was read from memory with {@code bytes} bytes. */
    public static Bounds ofBytes(NumberRules rules, int bytes) {
        return UNKNOWN.truncatedTo(rules, bytes);
    }

    /** Bits and one circular range for each width; the ends are those of the ranges. */
    static Bounds ofArcs(Tnum tnum, Arc whole, Arc low) {
        return new Bounds(
                tnum,
                whole.smin(),
                whole.smax(),
                whole.umin(),
                whole.umax(),
                (int) low.smin(),
                (int) low.smax(),
                (int) low.umin(),
                (int) low.umax(),
                whole.isHidden() && !whole.isFull() || whole.empty() ? whole : null,
                low.isHidden() && !low.isFull() || low.empty() ? low : null);
    }

    /** The circular range of the whole, as far as the ends tell, or as it was given. */
    Arc whole() {
        if (hiddenWhole != null) {
            return hiddenWhole;
        }
        return umin == 0 && umax == -1 ? Arc.of(64, smin, smax) : Arc.of(64, umin, umax);
    }

    /** The circular range of the low half. */
    Arc low() {
        if (hiddenLow != null) {
            return hiddenLow;
        }
        return u32min == 0 && u32max == -1
                ? Arc.of(32, s32min, s32max)
                : Arc.of(32, u32min & 0xffff_ffffL, u32max & 0xffff_ffffL);
    }

    /** Whether no number fits the ranges. */
    boolean isImpossible() {
        // Ranges that have ends hold at least those.
        return hiddenWhole != null && hiddenWhole.empty() || hiddenLow != null && hiddenLow.empty();
    }

    public Tnum tnum() {
        return tnum;
    }

    public long smin() {
        return smin;
    }

    public long smax() {
        return smax;
    }

    /** Unsigned. */
    public long umin() {
        return umin;
    }

    /** Unsigned. */
    public long umax() {
        return umax;
    }

    public int s32min() {
        return s32min;
    }

    public int s32max() {
        return s32max;
    }

    /** Unsigned. */
    public int u32min() {
        return u32min;
    }

    /** Unsigned. */
    public int u32max() {
        return u32max;
    }

    /** Whether all bits are known, which is what the kernel asks; the ranges may lag behind. */
    public boolean isConstant() {
        return tnum.isConst();
    }

    /** The number, if it is constant; otherwise its known ones. */
    public long constantValue() {
        return tnum.value();
    }

    /** Whether every part says that it is one number; then there is nothing left to learn of it. */
    boolean isSettled() {
        long number = tnum.value();
        int half = (int) number;
        return tnum.isConst()
                && umin == number
                && umax == number
                && smin == number
                && smax == number
                && u32min == half
                && u32max == half
                && s32min == half
                && s32max == half
                && hiddenWhole == null
                && hiddenLow == null;
    }

    public boolean isSubregConstant() {
        return tnum.isSubregConst();
    }

    /** The low half, if it is constant; otherwise its known ones. */
    public int subregConstantValue() {
        return (int) tnum.value();
    }

    public boolean isUnknown() {
        return equals(UNKNOWN);
    }

    /** Whether everything that is possible with {@code inner} is possible with this: ranges and bits, as pruning asks. */
    public boolean contains(Bounds inner) {
        return rangesContain(inner)
                && tnum.contains(inner.tnum)
                && (hiddenWhole == null || hiddenWhole.contains(inner.whole()))
                && (hiddenLow == null || hiddenLow.contains(inner.low()));
    }

    private boolean rangesContain(Bounds inner) {
        return Long.compareUnsigned(umin, inner.umin) <= 0
                && Long.compareUnsigned(umax, inner.umax) >= 0
                && smin <= inner.smin
                && smax >= inner.smax
                && Integer.compareUnsigned(u32min, inner.u32min) <= 0
                && Integer.compareUnsigned(u32max, inner.u32max) >= 0
                && s32min <= inner.s32min
                && s32max >= inner.s32max;
    }

    /** Whether this one number is possible. */
    public boolean contains(long number) {
        return tnum.contains(number) && rangesContain(constant(number));
    }

    /** The low half, upper half zero: a 32-bit move. */
    public Bounds zeroExtended32(NumberRules rules) {
        if (rules.circular()) {
            return new ArcDraft(this).zeroExtend32().sync().freeze();
        }
        return new Draft(this).zeroExtend32(rules).sync(rules).freeze();
    }

    /** The low {@code bytes} bytes (1, 2, 4), the rest zero: a narrow load. Eight bytes change nothing. */
    public Bounds truncatedTo(NumberRules rules, int bytes) {
        return bytes >= Long.BYTES ? this : Truncation.truncate(rules, this, bytes);
    }

    /**
     * The low {@code bits} bits (8, 16, 32) with their sign: a sign-extending load or move.
     *
     * @param wide whether the sign is extended to 64 bits; otherwise to 32 bits, and the upper half becomes zero
     */
    public Bounds signExtended(NumberRules rules, int bits, boolean wide) {
        return wide ? Truncation.signExtend64(rules, this, bits) : Truncation.signExtend32(rules, this, bits);
    }

    /** The same, with all that the parts tell of each other in this release. */
    public Bounds synced(NumberRules rules) {
        return rules.circular()
                ? new ArcDraft(this).sync().freeze()
                : new Draft(this).sync(rules).freeze();
    }

    /**
     * Within this signed range too, and what follows from it. A range that fits 32 bits holds for the low half as well,
     * as when a return value is known.
     */
    public Bounds withSignedRange(NumberRules rules, long min, long max) {
        boolean fitsLow = min == (int) min && max == (int) max;
        if (rules.circular()) {
            ArcDraft arcs = new ArcDraft(this);
            arcs.narrowSigned(min, max);
            if (fitsLow) {
                arcs.narrowLowSigned(min, max);
            }
            return arcs.sync().freeze();
        }
        Draft draft = new Draft(this);
        draft.raiseSmin(min);
        draft.lowerSmax(max);
        if (fitsLow) {
            draft.raiseS32min((int) min);
            draft.lowerS32max((int) max);
        }
        return draft.sync(rules).freeze();
    }

    /**
     * What the kernel (6.8 and later; older ones do not look) says of parts that contradict each other, or null: the
     * text behind {@code REG INVARIANTS VIOLATION (where):}. It then goes on with {@link #withoutRanges}.
     */
    public @Nullable String violation() {
        String kind = contradiction();
        if (kind == null) {
            return null;
        }
        return kind + " u64=[" + hex(umin) + ", " + hex(umax) + "] s64=[" + hex(smin) + ", " + hex(smax) + "] u32=["
                + hex(u32min & 0xffff_ffffL) + ", " + hex(u32max & 0xffff_ffffL) + "] s32=["
                + hex(s32min & 0xffff_ffffL) + ", " + hex(s32max & 0xffff_ffffL) + "] var_off=(" + hex(tnum.value())
                + ", " + hex(tnum.mask()) + ")";
    }

    private @Nullable String contradiction() {
        if (Long.compareUnsigned(umin, umax) > 0
                || smin > smax
                || Integer.compareUnsigned(u32min, u32max) > 0
                || s32min > s32max
                || isImpossible()) {
            return "range bounds violation";
        }
        long number = tnum.value();
        if (tnum.isConst() && (umin != number || umax != number || smin != number || smax != number)) {
            return "const tnum out of sync with range bounds";
        }
        int low = (int) number;
        if (tnum.isSubregConst() && (u32min != low || u32max != low || s32min != low || s32max != low)) {
            return "const subreg tnum out of sync with range bounds";
        }
        return null;
    }

    /** A zero has no prefix, as the kernel's {@code %#llx} prints it. */
    private static String hex(long number) {
        return number == 0 ? "0" : "0x" + Long.toHexString(number);
    }

    /** The same bits, no ranges: what is left when the parts contradict each other (6.8 and later). */
    public Bounds withoutRanges() {
        Draft draft = new Draft(this);
        draft.forgetRanges();
        return draft.freeze();
    }

    @Override
    public boolean equals(Object object) {
        return this == object
                || object instanceof Bounds other
                        && tnum.equals(other.tnum)
                        && smin == other.smin
                        && smax == other.smax
                        && umin == other.umin
                        && umax == other.umax
                        && s32min == other.s32min
                        && s32max == other.s32max
                        && u32min == other.u32min
                        && u32max == other.u32max
                        && Objects.equals(hiddenWhole, other.hiddenWhole)
                        && Objects.equals(hiddenLow, other.hiddenLow);
    }

    @Override
    public int hashCode() {
        return Objects.hash(tnum, smin, smax, umin, umax, s32min, s32max, u32min, u32max);
    }

    /** All parts, for messages of tests; the log has its own forms. */
    @Override
    public String toString() {
        return "s64=[" + smin + ", " + smax + "] u64=[0x" + Long.toHexString(umin) + ", 0x" + Long.toHexString(umax)
                + "] s32=[" + s32min + ", " + s32max + "] u32=[0x" + Integer.toHexString(u32min) + ", 0x"
                + Integer.toHexString(u32max) + "] var_off=" + tnum;
    }
}
