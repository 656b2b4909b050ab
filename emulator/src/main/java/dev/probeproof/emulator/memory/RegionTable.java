// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.memory;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Regions that do not overlap, in ascending order. Two arrays and no tree: programs make and give back small objects. */
final class RegionTable {
    /** Bases with the top bit flipped, so that signed order is unsigned order. */
    private long[] keys = new long[8];

    private @Nullable Region[] sorted = new Region[8];
    private int count;

    int count() {
        return count;
    }

    @SuppressWarnings("NullAway") // every index below count holds a region
    Region at(int index) {
        return sorted[index];
    }

    /** Throws {@link IllegalArgumentException} if the region overlaps another. */
    void add(Region region) {
        int below = floor(region.base());
        if (below >= 0 && at(below).reaches(region)) {
            throw region.overlapping(at(below));
        }
        int index = below + 1;
        if (index < count && region.reaches(at(index))) {
            throw region.overlapping(at(index));
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

    /** False if that very region is not there. */
    boolean remove(Region region) {
        int index = floor(region.base());
        if (index < 0 || at(index) != region) {
            return false;
        }
        count--;
        System.arraycopy(keys, index + 1, keys, index, count - index);
        System.arraycopy(sorted, index + 1, sorted, index, count - index);
        sorted[count] = null;
        return true;
    }

    /** Index of the last region that starts at or below an address, or -1. */
    int floor(long address) {
        return floor(keys, count, address ^ Long.MIN_VALUE);
    }

    /** Index of the last of some ascending numbers that is at most that, or -1. */
    static int floor(long[] keys, int count, long key) {
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

    /** A region that overlaps another, or null. */
    @Nullable
    Region overlapping(Region other) {
        int below = floor(other.base());
        if (below >= 0 && at(below).reaches(other)) {
            return at(below);
        }
        return below + 1 < count && other.reaches(at(below + 1)) ? at(below + 1) : null;
    }
}
