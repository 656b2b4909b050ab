// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.map;

import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.kernel.UnsupportedFeatureException;
import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.MapType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The map types that are emulated: one line each. {@link UnrunMapTypes} can be created only. */
public final class MapTypes {
    /** For lists of what there is: to make a map needs no other's class. */
    private static final class Table {
        private static final List<Entry> ENTRIES = List.of(
                new Entry(
                        MapType.HASH,
                        HashTableMap.class,
                        "iteration follows insertion; a real kernel walks buckets in an order that changes from map to map"),
                new Entry(
                        MapType.ARRAY,
                        ArrayMap.class,
                        "values take memory when first touched; `BPF_F_MMAPABLE` is accepted, nothing can be mapped"),
                new Entry(MapType.PROG_ARRAY, ProgramArrayMap.class, "user space stores programs by handle"),
                new Entry(
                        MapType.PERF_EVENT_ARRAY,
                        PerfEventArrayMap.class,
                        "a buffer of 64 pages for each CPU while a reader is open"),
                new Entry(MapType.PERCPU_HASH, PerCpuHashMap.class, "as `hash`"),
                new Entry(MapType.PERCPU_ARRAY, PerCpuArrayMap.class, "as `array`"),
                new Entry(MapType.STACK_TRACE, StackTraceMap.class, "traces are those of the event; no build ids"),
                new Entry(
                        MapType.CGROUP_ARRAY,
                        CgroupArrayMap.class,
                        "user space stores the cgroup's id, not a descriptor of it"),
                new Entry(
                        MapType.LRU_HASH,
                        LruHashMap.class,
                        "evicts exactly the least recently used element; a real kernel approximates, and evicts earlier"),
                new Entry(MapType.LRU_PERCPU_HASH, LruPerCpuHashMap.class, "as `lru_hash`"),
                new Entry(MapType.LPM_TRIE, LpmTrieMap.class, ""),
                new Entry(MapType.ARRAY_OF_MAPS, ArrayOfMapsMap.class, "user space stores maps by handle"),
                new Entry(MapType.HASH_OF_MAPS, HashOfMapsMap.class, "user space stores maps by handle"),
                new Entry(MapType.QUEUE, QueueMap.class, ""),
                new Entry(MapType.STACK, StackMap.class, ""),
                new Entry(
                        MapType.RINGBUF,
                        RingBufferMap.class,
                        "a reserved record starts as zeros; in a real ring that has wrapped it holds old bytes"),
                new Entry(
                        MapType.TASK_STORAGE,
                        ObjectStorageMap.class,
                        "values live until they are deleted; for user space: not emulated, it would name tasks by descriptors"),
                new Entry(
                        MapType.BLOOM_FILTER,
                        BloomFilterMap.class,
                        "which absent values seem present differs: the hash is another"),
                new Entry(MapType.CGRP_STORAGE, ObjectStorageMap.class, "as `task_storage`"));
    }

    private MapTypes() {}

    /**
     * A type and the class that has its behaviour.
     *
     * @param difference what a real kernel does otherwise, or empty
     */
    public record Entry(MapType type, Class<? extends EmulatedMap> implementation, String difference) {}

    /** The table, by the kernel's number. */
    public static List<Entry> all() {
        return Table.ENTRIES;
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
        EmulatedMap map = make(type, identity);
        if (map != null) {
            return map;
        }
        return UnrunMapTypes.create(type, identity)
                .orElseThrow(() -> notEmulated("map type " + type + " (map '" + spec.name() + "')"));
    }

    private static @Nullable EmulatedMap make(MapType type, MapIdentity identity) {
        return switch (type) {
            case HASH -> new HashTableMap(identity);
            case ARRAY -> new ArrayMap(identity);
            case PROG_ARRAY -> new ProgramArrayMap(identity);
            case PERF_EVENT_ARRAY -> new PerfEventArrayMap(identity);
            case PERCPU_HASH -> new PerCpuHashMap(identity);
            case PERCPU_ARRAY -> new PerCpuArrayMap(identity);
            case STACK_TRACE -> new StackTraceMap(identity);
            case CGROUP_ARRAY -> new CgroupArrayMap(identity);
            case LRU_HASH -> new LruHashMap(identity);
            case LRU_PERCPU_HASH -> new LruPerCpuHashMap(identity);
            case LPM_TRIE -> new LpmTrieMap(identity);
            case ARRAY_OF_MAPS -> new ArrayOfMapsMap(identity);
            case HASH_OF_MAPS -> new HashOfMapsMap(identity);
            case QUEUE -> new QueueMap(identity);
            case STACK -> new StackMap(identity);
            case RINGBUF -> new RingBufferMap(identity);
            case TASK_STORAGE, CGRP_STORAGE -> new ObjectStorageMap(identity);
            case BLOOM_FILTER -> new BloomFilterMap(identity);
            default -> null;
        };
    }

    static UnsupportedFeatureException notEmulated(String what) {
        return new UnsupportedFeatureException(
                what, "not emulated; docs/maps.md lists what is. Use the native backend for this program");
    }
}
