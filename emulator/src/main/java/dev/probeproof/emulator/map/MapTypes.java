// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.map;

import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.kernel.UnsupportedFeatureException;
import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.MapType;
import java.util.List;
import java.util.function.Function;

/** The map types that are emulated: one line each. {@link UnrunMapTypes} can be created only. */
public final class MapTypes {
    private static final List<Entry> TABLE = List.of(
            new Entry(
                    MapType.HASH,
                    HashTableMap.class,
                    HashTableMap::new,
                    "iteration follows insertion; a real kernel walks buckets in an order that changes from map to map"),
            new Entry(
                    MapType.ARRAY,
                    ArrayMap.class,
                    ArrayMap::new,
                    "values take memory when first touched; `BPF_F_MMAPABLE` is accepted, nothing can be mapped"),
            new Entry(
                    MapType.PROG_ARRAY,
                    ProgramArrayMap.class,
                    ProgramArrayMap::new,
                    "user space stores programs by handle"),
            new Entry(
                    MapType.PERF_EVENT_ARRAY,
                    PerfEventArrayMap.class,
                    PerfEventArrayMap::new,
                    "a buffer of 64 pages for each CPU while a reader is open"),
            new Entry(MapType.PERCPU_HASH, PerCpuHashMap.class, PerCpuHashMap::new, "as `hash`"),
            new Entry(MapType.PERCPU_ARRAY, PerCpuArrayMap.class, PerCpuArrayMap::new, "as `array`"),
            new Entry(
                    MapType.STACK_TRACE,
                    StackTraceMap.class,
                    StackTraceMap::new,
                    "traces are those of the event; no build ids"),
            new Entry(
                    MapType.LRU_HASH,
                    LruHashMap.class,
                    LruHashMap::new,
                    "evicts exactly the least recently used element; a real kernel approximates, and evicts earlier"),
            new Entry(MapType.LRU_PERCPU_HASH, LruPerCpuHashMap.class, LruPerCpuHashMap::new, "as `lru_hash`"),
            new Entry(MapType.LPM_TRIE, LpmTrieMap.class, LpmTrieMap::new, ""),
            new Entry(
                    MapType.ARRAY_OF_MAPS,
                    ArrayOfMapsMap.class,
                    ArrayOfMapsMap::new,
                    "user space stores maps by handle"),
            new Entry(
                    MapType.HASH_OF_MAPS, HashOfMapsMap.class, HashOfMapsMap::new, "user space stores maps by handle"),
            new Entry(MapType.QUEUE, QueueMap.class, QueueMap::new, ""),
            new Entry(MapType.STACK, StackMap.class, StackMap::new, ""),
            new Entry(
                    MapType.RINGBUF,
                    RingBufferMap.class,
                    RingBufferMap::new,
                    "a reserved record starts as zeros; in a real ring that has wrapped it holds old bytes"),
            new Entry(
                    MapType.BLOOM_FILTER,
                    BloomFilterMap.class,
                    BloomFilterMap::new,
                    "which absent values seem present differs: the hash is another"));

    private MapTypes() {}

    /**
     * A type and the class that has its behaviour.
     *
     * @param difference what a real kernel does otherwise, or empty
     */
    public record Entry(
            MapType type,
            Class<? extends EmulatedMap> implementation,
            Function<MapIdentity, EmulatedMap> maker,
            String difference) {}

    /** The table, by the kernel's number. */
    public static List<Entry> all() {
        return TABLE;
    }

    /**
     * Makes a map.
     *
     * @param id what the kernel knows it by
     * @throws dev.probeproof.loader.kernel.KernelException with the errno of {@code BPF_MAP_CREATE}
     * @throws UnsupportedFeatureException for a type that kernels have and this one has not
     */
    public static EmulatedMap create(MapSpec spec, int id, MapHost host) {
        MapType type = MapType.of(spec.type())
                .orElseThrow(() -> Refusal.ofCreation(spec, Errno.EINVAL, "no kernel has that type"));
        MapIdentity identity = new MapIdentity(spec, id, host.heap().allocateName(), host);
        for (Entry entry : TABLE) {
            if (entry.type() == type) {
                return entry.maker().apply(identity);
            }
        }
        return UnrunMapTypes.create(type, identity)
                .orElseThrow(() -> notEmulated("map type " + type + " (map '" + spec.name() + "')"));
    }

    static UnsupportedFeatureException notEmulated(String what) {
        return new UnsupportedFeatureException(
                what, "not emulated; docs/maps.md lists what is. Use the native backend for this program");
    }
}
