// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.range;

import dev.probeproof.emulator.verifier.number.Bounds;
import dev.probeproof.emulator.verifier.number.Tnum;

/** The least bounds that hold for either of two numbers. */
final class Joining {
    private Joining() {}

    static Bounds join(Bounds one, Bounds other) {
        if (one == other) {
            return one;
        }
        return Bounds.of(
                one.tnum().union(other.tnum()),
                Math.min(one.smin(), other.smin()),
                Math.max(one.smax(), other.smax()),
                Long.compareUnsigned(one.umin(), other.umin()) <= 0 ? one.umin() : other.umin(),
                Long.compareUnsigned(one.umax(), other.umax()) >= 0 ? one.umax() : other.umax(),
                Math.min(one.s32min(), other.s32min()),
                Math.max(one.s32max(), other.s32max()),
                Integer.compareUnsigned(one.u32min(), other.u32min()) <= 0 ? one.u32min() : other.u32min(),
                Integer.compareUnsigned(one.u32max(), other.u32max()) >= 0 ? one.u32max() : other.u32max());
    }

    /**
     * The same with ends that have the low bits that are known: what steps by eight and is not 192 in the end is at most
     * 184.
     */
    static Bounds aligned(Bounds bounds) {
        Tnum tnum = bounds.tnum();
        int known = Math.min(Long.numberOfTrailingZeros(tnum.mask()), Integer.SIZE - 1);
        if (known == 0 || tnum.isConst()) {
            return bounds;
        }
        long low = (1L << known) - 1;
        long rest = tnum.value() & low;
        return Bounds.of(
                tnum,
                raised(bounds.smin(), rest, low, false),
                lowered(bounds.smax(), rest, low, false),
                raised(bounds.umin(), rest, low, true),
                lowered(bounds.umax(), rest, low, true),
                (int) raised(bounds.s32min(), rest, low, false),
                (int) lowered(bounds.s32max(), rest, low, false),
                (int) raised(bounds.u32min() & 0xffff_ffffL, rest, low, true),
                (int) lowered(bounds.u32max() & 0xffff_ffffL, rest, low, true));
    }

    private static long raised(long end, long rest, long low, boolean unsigned) {
        long raised = end + (rest - end & low);
        boolean wraps = unsigned ? Long.compareUnsigned(raised, end) < 0 : raised < end;
        return wraps ? end : raised;
    }

    private static long lowered(long end, long rest, long low, boolean unsigned) {
        long lowered = end - (end - rest & low);
        boolean wraps = unsigned ? Long.compareUnsigned(lowered, end) > 0 : lowered > end;
        return wraps ? end : lowered;
    }
}
