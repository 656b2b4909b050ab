// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A sparse 64-bit address space: regions at absolute addresses, ordered as unsigned numbers; everything else faults.
 * Kernel and user memory are two of these, as on architectures where both use the same addresses.
 *
 * <p>An access must lie within one region: regions that touch are still different objects. Not thread-safe.
 */
public final class AddressSpace {
    private static final VarHandle LE16 = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle BE16 = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LE32 = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle BE32 = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LE64 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle BE64 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private static final byte[] NOTHING = new byte[0];

    /** How far from a region an address may lie and still be described by it: a page. */
    private static final long NEAR_BYTES = 4096;

    private final boolean little;
    /**
     * Regions in ascending order, and their bases with the top bit flipped, so that signed order is unsigned order. Two
     * arrays and no tree: a run maps and unmaps its stack, and that must cost nanoseconds.
     */
    private long[] keys = new long[8];

    private @Nullable Region[] sorted = new Region[8];
    private int count;
    /** Regions of recent accesses by address, because a program goes back and forth between a few: see {@link #find}. */
    private final @Nullable Region[] recent = new Region[8];

    /** The stack frame of the program under way, tried before everything else; its parts for those who need no more. */
    private @Nullable Region favoured;

    private byte[] favouredBytes = NOTHING;
    private long favouredBase;

    public AddressSpace(ByteOrder order) {
        this.little = order == ByteOrder.LITTLE_ENDIAN;
    }

    /** The order of the bytes of a number in this memory. */
    public ByteOrder order() {
        return little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    }

    /** Throws {@link IllegalArgumentException} if the region overlaps another or wraps around. */
    public void map(Region region) {
        long end = region.base() + region.bytes().length;
        if (Long.compareUnsigned(end, region.base()) < 0 && end != 0) {
            throw new IllegalArgumentException(region.name() + " wraps around the end of the address space");
        }
        int below = floor(region.base());
        if (below >= 0 && overlap(at(below), region)) {
            throw overlapping(region, at(below));
        }
        int index = below + 1;
        if (index < count && overlap(region, at(index))) {
            throw overlapping(region, at(index));
        }
        if (count == keys.length) {
            keys = Arrays.copyOf(keys, count * 2);
            sorted = Arrays.copyOf(sorted, count * 2);
        }
        System.arraycopy(keys, index, keys, index + 1, count - index);
        System.arraycopy(sorted, index, sorted, index + 1, count - index);
        keys[index] = region.base() ^ Long.MIN_VALUE;
        sorted[index] = region;
        count++;
    }

    /** A hint for speed: most accesses will go to this region, which is mapped and writable. */
    public void favour(Region region) {
        favoured = region;
        favouredBase = region.base();
        favouredBytes = region.bytes();
    }

    /** Takes away the very region that was mapped; does nothing if it is not mapped. */
    public void unmap(Region region) {
        if (region == favoured) {
            favoured = null;
            favouredBytes = NOTHING;
        }
        int index = floor(region.base());
        if (index < 0 || at(index) != region) {
            return;
        }
        count--;
        System.arraycopy(keys, index + 1, keys, index, count - index);
        System.arraycopy(sorted, index + 1, sorted, index, count - index);
        sorted[count] = null;
        for (int line = 0; line < recent.length; line++) {
            if (recent[line] == region) {
                recent[line] = null;
            }
        }
    }

    /** Every region, by address: a copy. */
    public Collection<Region> regions() {
        List<Region> copy = new ArrayList<>(count);
        for (int index = 0; index < count; index++) {
            copy.add(at(index));
        }
        return List.copyOf(copy);
    }

    /** The region that holds the whole access, or null. */
    public @Nullable Region find(long address, int sizeBytes) {
        Region first = favoured;
        if (first != null && first.contains(address, sizeBytes)) {
            return first;
        }
        // A context, a map value or a small object lies within one or two of these 512-byte lines.
        int line = (int) (address >>> 9 ^ address >>> 14) & 7;
        Region cached = recent[line];
        if (cached != null && cached.contains(address, sizeBytes)) {
            return cached;
        }
        int index = floor(address);
        if (index < 0 || !at(index).contains(address, sizeBytes)) {
            return null;
        }
        recent[line] = sorted[index];
        return sorted[index];
    }

    /** Where an address lies, in words for messages: inside, or how far from the region next to it. */
    public String describe(long address) {
        int below = floor(address);
        if (below >= 0) {
            Region region = at(below);
            long offset = address - region.base();
            long past = offset - region.bytes().length;
            if (past < 0) {
                return "offset " + offset + " of " + region.name() + " (" + region.bytes().length + " bytes"
                        + (!region.readable() ? ", write-only)" : region.writable() ? ")" : ", read-only)");
            }
            if (past < NEAR_BYTES) {
                return past + " bytes past the end of " + region.name();
            }
        }
        if (below + 1 < count) {
            Region region = at(below + 1);
            long before = region.base() - address;
            if (before > 0 && before <= NEAR_BYTES) {
                return before + " bytes before " + region.name();
            }
        }
        return "nothing is mapped there";
    }

    /** Reads 1, 2, 4 or 8 bytes, zero-extended. */
    public long load(long address, int sizeBytes) throws MemoryFault {
        long offset = address - favouredBase;
        byte[] first = favouredBytes;
        if (offset >= 0 && offset <= first.length - sizeBytes) {
            return little ? loadLittle(first, (int) offset, sizeBytes) : loadBig(first, (int) offset, sizeBytes);
        }
        return loadAnywhere(address, sizeBytes);
    }

    private long loadAnywhere(long address, int sizeBytes) throws MemoryFault {
        Region region = find(address, sizeBytes);
        if (region == null || !region.readable()) {
            throw new MemoryFault(address, sizeBytes, false);
        }
        byte[] bytes = region.bytes();
        int at = (int) (address - region.base());
        return little ? loadLittle(bytes, at, sizeBytes) : loadBig(bytes, at, sizeBytes);
    }

    /** Writes the low 1, 2, 4 or 8 bytes of a value. */
    public void store(long address, int sizeBytes, long value) throws MemoryFault {
        long offset = address - favouredBase;
        byte[] first = favouredBytes;
        if (offset >= 0 && offset <= first.length - sizeBytes) {
            if (little) {
                storeLittle(first, (int) offset, sizeBytes, value);
            } else {
                storeBig(first, (int) offset, sizeBytes, value);
            }
            return;
        }
        storeAnywhere(address, sizeBytes, value);
    }

    private void storeAnywhere(long address, int sizeBytes, long value) throws MemoryFault {
        Region region = find(address, sizeBytes);
        if (region == null || !region.writable()) {
            throw new MemoryFault(address, sizeBytes, true);
        }
        byte[] bytes = region.bytes();
        int at = (int) (address - region.base());
        if (little) {
            storeLittle(bytes, at, sizeBytes, value);
        } else {
            storeBig(bytes, at, sizeBytes, value);
        }
    }

    /** Copies mapped bytes out. */
    public void read(long address, byte[] target, int offset, int length) throws MemoryFault {
        Region region = find(address, length);
        if (region == null) {
            throw new MemoryFault(address, length, false);
        }
        System.arraycopy(region.bytes(), (int) (address - region.base()), target, offset, length);
    }

    /** A copy of mapped bytes. */
    public byte[] read(long address, int length) throws MemoryFault {
        Region region = find(address, length);
        if (region == null) {
            throw new MemoryFault(address, length, false);
        }
        byte[] copy = new byte[length];
        System.arraycopy(region.bytes(), (int) (address - region.base()), copy, 0, length);
        return copy;
    }

    /** Copies bytes in. */
    public void write(long address, byte[] source, int offset, int length) throws MemoryFault {
        Region region = find(address, length);
        if (region == null || !region.writable()) {
            throw new MemoryFault(address, length, true);
        }
        System.arraycopy(source, offset, region.bytes(), (int) (address - region.base()), length);
    }

    // One method for each order, because a handle chosen at run time is several times slower than a constant one.

    private static long loadLittle(byte[] bytes, int at, int sizeBytes) {
        return switch (sizeBytes) {
            case 1 -> bytes[at] & 0xffL;
            case 2 -> (short) LE16.get(bytes, at) & 0xffffL;
            case 4 -> (int) LE32.get(bytes, at) & 0xffff_ffffL;
            default -> (long) LE64.get(bytes, at);
        };
    }

    private static long loadBig(byte[] bytes, int at, int sizeBytes) {
        return switch (sizeBytes) {
            case 1 -> bytes[at] & 0xffL;
            case 2 -> (short) BE16.get(bytes, at) & 0xffffL;
            case 4 -> (int) BE32.get(bytes, at) & 0xffff_ffffL;
            default -> (long) BE64.get(bytes, at);
        };
    }

    private static void storeLittle(byte[] bytes, int at, int sizeBytes, long value) {
        switch (sizeBytes) {
            case 1 -> bytes[at] = (byte) value;
            case 2 -> LE16.set(bytes, at, (short) value);
            case 4 -> LE32.set(bytes, at, (int) value);
            default -> LE64.set(bytes, at, value);
        }
    }

    private static void storeBig(byte[] bytes, int at, int sizeBytes, long value) {
        switch (sizeBytes) {
            case 1 -> bytes[at] = (byte) value;
            case 2 -> BE16.set(bytes, at, (short) value);
            case 4 -> BE32.set(bytes, at, (int) value);
            default -> BE64.set(bytes, at, value);
        }
    }

    /** Index of the last region that starts at or below an address, or -1. */
    private int floor(long address) {
        long key = address ^ Long.MIN_VALUE;
        int low = 0;
        int high = count - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (keys[middle] <= key) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high;
    }

    @SuppressWarnings("NullAway") // every index below count holds a region
    private Region at(int index) {
        return sorted[index];
    }

    /** Whether the first region reaches into the second, which starts at or above it. */
    private static boolean overlap(Region lower, Region upper) {
        return Long.compareUnsigned(upper.base() - lower.base(), lower.bytes().length) < 0
                || lower.base() == upper.base();
    }

    private static IllegalArgumentException overlapping(Region region, Region other) {
        return new IllegalArgumentException(region.name() + " at 0x" + Long.toHexString(region.base()) + " overlaps "
                + other.name() + " at 0x" + Long.toHexString(other.base()));
    }
}
