// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.map;

import dev.probeproof.emulator.memory.Region;
import org.jspecify.annotations.Nullable;

/**
 * The values of an array, made when they are first touched: side by side in one piece of memory if the array is small, else
 * one by one, so that an array of a million elements costs what a test uses of it.
 */
final class ArrayValues {
    private static final int FLAT_BYTES = 256 << 10;

    private final MapIdentity map;
    private final int count;
    private final int strideBytes;
    /** For a large array. */
    private final @Nullable SparseRegions sparse;

    private @Nullable Flat flat;

    private record Flat(Region region, int strideBytes, int maxEntries) implements FlatValues {
        @Override
        public long base() {
            return region.base();
        }

        @Override
        public byte[] bytes() {
            return region.bytes();
        }
    }

    ArrayValues(MapIdentity map) {
        this.map = map;
        this.count = map.spec().maxEntries();
        this.strideBytes = map.perCpuStride();
        boolean small = Integer.compareUnsigned(count, FLAT_BYTES) <= 0
                && (long) count * strideBytes <= FLAT_BYTES
                && strideBytes > 0;
        this.sparse = small ? null : new SparseRegions(map, count);
    }

    boolean isFlat() {
        return sparse == null;
    }

    /** All values of a small array; null for a large one, and where there is no memory for them. */
    @Nullable
    FlatValues flat() {
        return isFlat() ? touchAll() : null;
    }

    /** The memory that an element lies in, or null if nobody touched it yet: it is zeros. */
    @Nullable
    Region peek(int element) {
        if (sparse != null) {
            return sparse.peek(element);
        }
        return flat == null ? null : flat.region;
    }

    /** The memory that an element lies in, or null if the kernel is out of memory. */
    @Nullable
    Region touch(int element) {
        if (sparse != null) {
            return sparse.touch(element);
        }
        Flat all = flat == null ? touchAll() : flat;
        return all == null ? null : all.region;
    }

    /** Where in its memory an element starts. */
    int offset(int element) {
        return sparse == null ? element * strideBytes : 0;
    }

    void free() {
        if (sparse != null) {
            sparse.free();
        } else if (flat != null) {
            map.heap().free(flat.region);
        }
    }

    private @Nullable Flat touchAll() {
        if (flat == null) {
            Region region = map.allocateValues(count);
            flat = region == null ? null : new Flat(region, strideBytes, count);
        }
        return flat;
    }
}
