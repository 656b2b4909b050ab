// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.map;

import dev.probeproof.emulator.memory.ReferenceCount;

/** {@code BPF_MAP_TYPE_LRU_HASH}: a hash that evicts the least recently used element instead of being full. */
final class LruHashMap implements HashBackedMap {
    private final MapIdentity identity;
    private final HashTable table;
    private final ReferenceCount references;

    LruHashMap(MapIdentity identity) {
        LruCreation.check(identity).fits(HashTable.elementBytes(identity), 1);
        this.identity = identity;
        this.table = HashTable.evicting(identity, false);
        this.references = new ReferenceCount(table::free);
    }

    @Override
    public MapIdentity identity() {
        return identity;
    }

    @Override
    public HashTable table() {
        return table;
    }

    @Override
    public ReferenceCount references() {
        return references;
    }
}
