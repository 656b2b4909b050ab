// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
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

    private final boolean little;
    private final TreeMap<Long, Region> regions = new TreeMap<>(Long::compareUnsigned);
    /** The region of the last access: most accesses stay in one. */
    private @Nullable Region last;

    public AddressSpace(ByteOrder order) {
        this.little = order == ByteOrder.LITTLE_ENDIAN;
    }

    /** Throws {@link IllegalArgumentException} if the region overlaps another or wraps around. */
    public void map(Region region) {
        long end = region.base() + region.bytes().length;
        if (Long.compareUnsigned(end, region.base()) < 0 && end != 0) {
            throw new IllegalArgumentException(region.name() + " wraps around the end of the address space");
        }
        Map.Entry<Long, Region> below = regions.floorEntry(region.base());
        Map.Entry<Long, Region> above = regions.higherEntry(region.base());
        boolean overlapsBelow = below != null
                && Long.compareUnsigned(
                                region.base() - below.getKey(), below.getValue().bytes().length)
                        < 0;
        boolean overlapsAbove =
                above != null && Long.compareUnsigned(above.getKey() - region.base(), region.bytes().length) < 0;
        if (overlapsBelow || overlapsAbove) {
            Region other = overlapsBelow ? below.getValue() : above.getValue();
            throw new IllegalArgumentException(region.name() + " at 0x" + Long.toHexString(region.base()) + " overlaps "
                    + other.name() + " at 0x" + Long.toHexString(other.base()));
        }
        regions.put(region.base(), region);
    }

    public void unmap(Region region) {
        regions.remove(region.base(), region);
        last = null;
    }

    /** Every region, by address. */
    public Collection<Region> regions() {
        return regions.values();
    }

    /** The region that holds the whole access, or null. */
    public @Nullable Region find(long address, int sizeBytes) {
        Region cached = last;
        if (cached != null && cached.contains(address, sizeBytes)) {
            return cached;
        }
        Map.Entry<Long, Region> entry = regions.floorEntry(address);
        if (entry == null || !entry.getValue().contains(address, sizeBytes)) {
            return null;
        }
        last = entry.getValue();
        return last;
    }

    /** Reads 1, 2, 4 or 8 bytes, zero-extended. */
    public long load(long address, int sizeBytes) throws MemoryFault {
        Region region = find(address, sizeBytes);
        if (region == null) {
            throw new MemoryFault(address, sizeBytes, false);
        }
        byte[] bytes = region.bytes();
        int at = (int) (address - region.base());
        return switch (sizeBytes) {
            case 1 -> bytes[at] & 0xffL;
            case 2 -> ((short) (little ? LE16.get(bytes, at) : BE16.get(bytes, at))) & 0xffffL;
            case 4 -> ((int) (little ? LE32.get(bytes, at) : BE32.get(bytes, at))) & 0xffff_ffffL;
            default -> (long) (little ? LE64.get(bytes, at) : BE64.get(bytes, at));
        };
    }

    /** Writes the low 1, 2, 4 or 8 bytes of a value. */
    public void store(long address, int sizeBytes, long value) throws MemoryFault {
        Region region = find(address, sizeBytes);
        if (region == null || !region.writable()) {
            throw new MemoryFault(address, sizeBytes, true);
        }
        byte[] bytes = region.bytes();
        int at = (int) (address - region.base());
        switch (sizeBytes) {
            case 1 -> bytes[at] = (byte) value;
            case 2 -> (little ? LE16 : BE16).set(bytes, at, (short) value);
            case 4 -> (little ? LE32 : BE32).set(bytes, at, (int) value);
            default -> (little ? LE64 : BE64).set(bytes, at, value);
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
}
