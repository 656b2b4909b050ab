// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.map;

import dev.probeproof.emulator.memory.Region;
import org.jspecify.annotations.Nullable;

/**
 * The values of an array, or of one with a value of its own for each CPU. Those of a small one lie side by side in one piece of memory, which is there from the beginning, so
 * that addresses do not depend on what is touched first. Those of a large one are made one by one when they are first
 * touched, so that an array of a million elements costs what a test uses of it.
 */
final class ArrayValues {
    private static final int FLAT_BYTES = 256 << 10;

    private final MapIdentity map;
    private final int count;
    private final int strideBytes;
    /** For a large array. */
    private final @Nullable SparseRegions sparse;

    /** For a small array; null if there was no memory for it. */
    private final @Nullable Flat flat;

    private record Flat(Region region, int strideBytes, int maxEntries, int cpuStrideBytes) implements FlatValues {
        @Override
        public long base() {
            return region.base();
        }

        @Override
        public byte[] bytes() {
            return region.bytes();
        }
    }

    /** Those of an array that all CPUs share. */
    static ArrayValues shared(MapIdentity map) {
        return new ArrayValues(map, 1, 0);
    }

    /** All values of the first CPU, then those of the next. */
    static ArrayValues perCpu(MapIdentity map) {
        return new ArrayValues(map, map.possibleCpus(), map.spec().maxEntries() * map.valueStride());
    }

    private ArrayValues(MapIdentity map, int copies, int cpuStrideBytes) {
        this.map = map;
        int entries = map.spec().maxEntries();
        this.count = entries * copies;
        this.strideBytes = map.valueStride();
        boolean small = Integer.compareUnsigned(entries, FLAT_BYTES) <= 0
                && (long) entries * copies * strideBytes <= FLAT_BYTES
                && strideBytes > 0;
        this.sparse = small ? null : new SparseRegions(map, count);
        Region region = small ? map.allocateValues(count) : null;
        this.flat = region == null ? null : new Flat(region, strideBytes, entries, cpuStrideBytes);
    }

    boolean isFlat() {
        return sparse == null;
    }

    /** All values of a small array; null for a large one, and where there is no memory for them. */
    @Nullable
    FlatValues flat() {
        return flat;
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
        return flat == null ? null : flat.region;
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
}
