// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.profile;

import dev.probeproof.loader.uapi.MapType;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which maps a program may refer to, by its type and by whether it sleeps. Measured by loading programs of every type that
 * refer to a map of every type, plain, not preallocated, and with a spin lock or a timer in its values.
 */
public final class MapProgramCompatibility {
    private static final int BPF_F_NO_PREALLOC = 1;

    private static final Set<ProgramType> TRACING = EnumSet.of(
            ProgramType.KPROBE,
            ProgramType.TRACEPOINT,
            ProgramType.PERF_EVENT,
            ProgramType.RAW_TRACEPOINT,
            ProgramType.RAW_TRACEPOINT_WRITABLE);

    private static final Set<MapType> HASHES = EnumSet.of(
            MapType.HASH, MapType.LRU_HASH, MapType.PERCPU_HASH, MapType.LRU_PERCPU_HASH, MapType.HASH_OF_MAPS);

    /** The first release on which a sleepable program may refer to a map of the type. */
    private static final Map<MapType, String> SLEEPABLE_SINCE = new EnumMap<>(Map.ofEntries(
            Map.entry(MapType.HASH, "5.10"),
            Map.entry(MapType.LRU_HASH, "5.10"),
            Map.entry(MapType.ARRAY, "5.10"),
            Map.entry(MapType.PERCPU_HASH, "5.12"),
            Map.entry(MapType.PERCPU_ARRAY, "5.12"),
            Map.entry(MapType.LRU_PERCPU_HASH, "5.12"),
            Map.entry(MapType.ARRAY_OF_MAPS, "5.12"),
            Map.entry(MapType.HASH_OF_MAPS, "5.12"),
            Map.entry(MapType.RINGBUF, "5.15"),
            Map.entry(MapType.SK_STORAGE, "5.17"),
            Map.entry(MapType.INODE_STORAGE, "5.17"),
            Map.entry(MapType.TASK_STORAGE, "5.17"),
            Map.entry(MapType.USER_RINGBUF, "6.1"),
            Map.entry(MapType.CGRP_STORAGE, "6.2"),
            Map.entry(MapType.QUEUE, "6.7"),
            Map.entry(MapType.STACK, "6.7"),
            Map.entry(MapType.ARENA, "6.9")));

    private MapProgramCompatibility() {}

    /**
     * What the verifier says, after EINVAL, where a program refers to a map that it may not use.
     *
     * @param mapFlags {@code BPF_F_*} of map creation
     * @param fields the special fields of the map's value in the kernel's words, such as {@code spin_lock}
     */
    public static Optional<String> refusal(
            ProgramType type, boolean sleepable, MapType map, int mapFlags, Set<String> fields, KernelProfile profile) {
        boolean preallocated = !HASHES.contains(map) || (mapFlags & BPF_F_NO_PREALLOC) == 0;
        if (type == ProgramType.PERF_EVENT
                && !preallocated
                && !profile.release().has("6.1")) {
            return Optional.of("perf_event programs can only use preallocated hash map");
        }
        return fieldRefusal(type, sleepable, fields, profile)
                .or(() -> sleepable ? sleepRefusal(map, preallocated, profile) : Optional.empty());
    }

    private static Optional<String> fieldRefusal(
            ProgramType type, boolean sleepable, Set<String> fields, KernelProfile profile) {
        boolean tracing = TRACING.contains(type);
        if (tracing && (fields.contains("list_head") || fields.contains("rb_root"))) {
            return Optional.of("tracing progs cannot use bpf_{list_head,rb_root} yet");
        }
        if (fields.contains("spin_lock") || fields.contains("res_spin_lock")) {
            boolean apart = profile.release().has("5.11");
            if (type == ProgramType.SOCKET_FILTER && apart) {
                return Optional.of("socket filter progs cannot use bpf_spin_lock yet");
            }
            if (tracing || type == ProgramType.SOCKET_FILTER) {
                return Optional.of("tracing progs cannot use bpf_spin_lock yet");
            }
            if (sleepable && apart && !profile.release().has("6.8")) {
                return Optional.of("sleepable progs cannot use bpf_spin_lock yet");
            }
        }
        boolean mayWait = tracing && !profile.release().has("7.0");
        if (mayWait && fields.contains("timer")) {
            return Optional.of("tracing progs cannot use bpf_timer yet");
        }
        return mayWait && fields.contains("workqueue")
                ? Optional.of("tracing progs cannot use bpf_wq yet")
                : Optional.empty();
    }

    private static Optional<String> sleepRefusal(MapType map, boolean preallocated, KernelProfile profile) {
        String since = SLEEPABLE_SINCE.get(map);
        if (since == null || !profile.release().has(since)) {
            return Optional.of("Sleepable programs can only use " + sleepableMaps(profile));
        }
        return !preallocated && !profile.release().has("5.12")
                ? Optional.of("Sleepable programs can only use preallocated hash maps")
                : Optional.empty();
    }

    private static String sleepableMaps(KernelProfile profile) {
        if (profile.release().has("6.6")) {
            return "array, hash, ringbuf and local storage maps";
        }
        return profile.release().has("5.15") ? "array, hash, and ringbuf maps" : "array and hash maps";
    }
}
