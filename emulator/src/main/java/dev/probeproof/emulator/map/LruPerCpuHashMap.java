// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.map;

import dev.probeproof.emulator.memory.ReferenceCount;
import dev.probeproof.emulator.memory.Region;

/** {@code BPF_MAP_TYPE_LRU_PERCPU_HASH}: an evicting hash with a value of its own for each CPU. */
final class LruPerCpuHashMap implements HashBackedMap, PerCpuMap {
    private final MapIdentity identity;
    private final HashTable table;
    private final ReferenceCount references;

    LruPerCpuHashMap(MapIdentity identity) {
        LruCreation.check(identity).fits(HashTable.elementBytes(identity), identity.possibleCpus());
        this.identity = identity;
        this.table = HashTable.evicting(identity, true);
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

    @Override
    public long lookupAddressOn(int cpu, byte[] key) {
        Region value = table.lookup(key, 0, cpu);
        return value == null ? 0 : value.base();
    }

    @Override
    public int userValueBytes() {
        return identity.perCpuStride() * identity.possibleCpus();
    }
}
