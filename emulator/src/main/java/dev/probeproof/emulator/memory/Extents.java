// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.memory;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Regions that come and go together: the memory of one scenario. Immutable as far as the set of regions goes, and prepared
 * for any number of runs and address spaces; see {@link AddressSpace#overlay}.
 */
public final class Extents {
    public static final Extents NONE = new Extents(new Region[0]);

    /** More is not copied for speed. */
    private static final int MAX_PACKED_BYTES = 1 << 16;

    /** As many are looked through one after the other, without a branch that could be mispredicted. */
    private static final int FEW = 8;

    /** Bases in ascending unsigned order, with the top bit flipped so that signed order is unsigned order. */
    private final long[] keys;

    private final Region[] regions;

    /**
     * The bytes of all regions, one after the other, if programs cannot write to them; for each region, where it begins there,
     * and its length in the upper half. A campaign reads other extents in each run, so what counts is how many cache lines
     * that takes.
     */
    private final byte[] packed;

    private final long[] places;
    private final long lowest;
    private final long spanBytes;
    private final boolean avoidsKernelObjects;

    private Extents(Region[] regions) {
        this.regions = regions;
        this.keys = new long[regions.length];
        for (int index = 0; index < regions.length; index++) {
            keys[index] = regions[index].base() ^ Long.MIN_VALUE;
        }
        boolean readOnly = Arrays.stream(regions).noneMatch(Region::writable);
        int total =
                Arrays.stream(regions).mapToInt(region -> region.bytes().length).sum();
        this.packed = new byte[readOnly && total <= MAX_PACKED_BYTES ? total : 0];
        this.places = new long[packed.length == 0 ? 0 : regions.length];
        pack();
        this.avoidsKernelObjects = Arrays.stream(regions).noneMatch(Extents::touchesKernelObjects);
        int last = regions.length - 1;
        this.lowest = last < 0 ? 0 : regions[0].base();
        this.spanBytes = last < 0 ? 0 : regions[last].base() + regions[last].bytes().length - lowest;
    }

    private void pack() {
        int at = 0;
        for (int index = 0; index < places.length; index++) {
            byte[] bytes = regions[index].bytes();
            System.arraycopy(bytes, 0, packed, at, bytes.length);
            places[index] = (long) bytes.length << 32 | at;
            at += bytes.length;
        }
    }

    /** Where in {@link #packed} an access lies; -1 if it does not lie within one region, or they are not packed. */
    public int position(long address, int sizeBytes) {
        int index = places.length == 0 ? -1 : floor(address);
        if (index < 0) {
            return -1;
        }
        long offset = address - (keys[index] ^ Long.MIN_VALUE);
        long place = places[index];
        return offset >= 0 && offset <= (place >>> 32) - sizeBytes ? (int) place + (int) offset : -1;
    }

    /** Bytes for {@link #position}: a copy of those of the regions, which no program changes. */
    public byte[] packed() {
        return packed;
    }

    /** Throws {@link IllegalArgumentException} if regions overlap, or one wraps around. */
    public static Extents of(List<Region> regions) {
        if (regions.isEmpty()) {
            return NONE;
        }
        Region[] sorted = regions.toArray(Region[]::new);
        Arrays.sort(sorted, (one, other) -> Long.compareUnsigned(one.base(), other.base()));
        for (int index = 0; index < sorted.length; index++) {
            sorted[index].checkEnd();
            if (index > 0 && sorted[index - 1].reaches(sorted[index])) {
                throw sorted[index].overlapping(sorted[index - 1]);
            }
        }
        return new Extents(sorted);
    }

    /** The region that holds the whole access, or null. */
    public @Nullable Region find(long address, int sizeBytes) {
        if (Long.compareUnsigned(address - lowest, spanBytes) > 0) {
            return null;
        }
        int index = floor(address);
        return index >= 0 && regions[index].contains(address, sizeBytes) ? regions[index] : null;
    }

    /** The same with bytes of its own. */
    public Extents copy() {
        Region[] copies = new Region[regions.length];
        for (int index = 0; index < copies.length; index++) {
            Region region = regions[index];
            copies[index] = new Region(
                    region.base(), region.bytes().clone(), region.readable(), region.writable(), region.name());
        }
        return new Extents(copies);
    }

    /** In ascending order: a copy. */
    public List<Region> regions() {
        return List.of(regions);
    }

    /** The region that overlaps another, or null. */
    @Nullable
    Region overlapping(Region other) {
        int below = floor(other.base());
        if (below >= 0 && regions[below].reaches(other)) {
            return regions[below];
        }
        boolean above = below + 1 < regions.length && other.reaches(regions[below + 1]);
        return above ? regions[below + 1] : null;
    }

    /** Whether nothing of it lies where an emulated kernel keeps its own objects. */
    boolean avoidsKernelObjects() {
        return avoidsKernelObjects;
    }

    private static boolean touchesKernelObjects(Region region) {
        boolean below = Long.compareUnsigned(region.base() + region.bytes().length, AddressSpace.OWN_START) <= 0;
        return !below && Long.compareUnsigned(region.base(), AddressSpace.OWN_END) < 0;
    }

    private int floor(long address) {
        long key = address ^ Long.MIN_VALUE;
        int count = keys.length;
        if (count > FEW) {
            return RegionTable.floor(keys, count, key);
        }
        int index = -1;
        for (int i = 0; i < count; i++) {
            index += keys[i] <= key ? 1 : 0;
        }
        return index;
    }
}
