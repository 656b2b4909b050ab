// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.map;

import dev.probeproof.loader.uapi.Errno;

/** What the two evicting hashes check when they are made. */
final class LruCreation {
    private LruCreation() {}

    static CreationChecks check(MapIdentity map) {
        if ((map.spec().flags() & MapFlags.NO_PREALLOC) != 0) {
            throw Refusal.ofCreation(map.spec(), Errno.ENOTSUPP, "its elements are always allocated beforehand");
        }
        return HashTable.check(map, MapFlags.NO_COMMON_LRU | MapFlags.NUMA_NODE);
    }
}
