// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.map;

import dev.probeproof.emulator.memory.Region;
import org.jspecify.annotations.Nullable;

/**
 * The values of an array, made when they are first touched: an array of a million elements costs what a test uses of it.
 */
final class SparseRegions {
    private static final int PAGE = 1024;

    private final MapIdentity map;
    private final @Nullable Region[][] pages;

    SparseRegions(MapIdentity map, int count) {
        this.map = map;
        this.pages = new Region[(count + PAGE - 1) / PAGE][];
    }

    /** The value, or null if nobody touched it yet: it is zeros. */
    @Nullable
    Region peek(int index) {
        @Nullable Region[] page = pages[index / PAGE];
        return page == null ? null : page[index % PAGE];
    }

    /** The value, or null if the kernel is out of memory. */
    @Nullable
    Region touch(int index) {
        @Nullable Region[] page = pages[index / PAGE];
        if (page == null) {
            page = new Region[PAGE];
            pages[index / PAGE] = page;
        }
        Region region = page[index % PAGE];
        if (region == null) {
            region = map.allocateValue();
            page[index % PAGE] = region;
        }
        return region;
    }

    void free() {
        for (@Nullable Region[] page : pages) {
            if (page != null) {
                for (Region region : page) {
                    if (region != null) {
                        map.heap().free(region);
                    }
                }
            }
        }
    }
}
