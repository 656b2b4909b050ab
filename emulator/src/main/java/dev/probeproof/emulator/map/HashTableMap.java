// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.map;

import dev.probeproof.emulator.memory.ReferenceCount;

/** {@code BPF_MAP_TYPE_HASH}: values by key; full is full. */
final class HashTableMap implements HashBackedMap {
    private final MapIdentity identity;
    private final HashTable table;
    private final ReferenceCount references;

    HashTableMap(MapIdentity identity) {
        HashTable.check(identity, MapFlags.NO_PREALLOC | MapFlags.NUMA_NODE).fits(HashTable.elementBytes(identity), 1);
        this.identity = identity;
        this.table = HashTable.bounded(identity, false);
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
