// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.map;

import dev.probeproof.emulator.memory.ReferenceCount;
import dev.probeproof.emulator.memory.Region;

/** {@code BPF_MAP_TYPE_PERCPU_HASH}: a hash with a value of its own for each CPU. */
final class PerCpuHashMap implements HashBackedMap, PerCpuMap {
    private final MapIdentity identity;
    private final HashTable table;
    private final ReferenceCount references;

    PerCpuHashMap(MapIdentity identity) {
        HashTable.check(identity, MapFlags.NO_PREALLOC)
                .perCpuValueFits()
                .fits(HashTable.elementBytes(identity), identity.possibleCpus());
        this.identity = identity;
        this.table = HashTable.bounded(identity, true);
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
