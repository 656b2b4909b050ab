// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.profile;

import dev.probeproof.loader.uapi.AttachType;
import dev.probeproof.loader.uapi.HelperId;
import dev.probeproof.loader.uapi.MapType;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which map types a helper takes. Some map types have helpers of their own, and some helpers take only their map types;
 * what is in neither table goes together. Measured by passing a map of every type to every helper that takes a map, on the
 * kernels of {@link MeasuredHelpers}.
 */
public final class MapCompatibility {
    /** The only helpers for maps of these types. */
    private static final Map<MapType, Set<HelperId>> HELPERS_OF_MAP = new EnumMap<>(MapType.class);

    /** The only maps for these helpers. */
    private static final Map<HelperId, Set<MapType>> MAPS_OF_HELPER = new EnumMap<>(HelperId.class);

    static {
        helpersOf(MapType.PROG_ARRAY, HelperId.TAIL_CALL);
        helpersOf(
                MapType.PERF_EVENT_ARRAY,
                HelperId.PERF_EVENT_READ,
                HelperId.PERF_EVENT_OUTPUT,
                HelperId.SKB_OUTPUT,
                HelperId.PERF_EVENT_READ_VALUE,
                HelperId.XDP_OUTPUT);
        helpersOf(
                MapType.RINGBUF,
                HelperId.RINGBUF_OUTPUT,
                HelperId.RINGBUF_RESERVE,
                HelperId.RINGBUF_QUERY,
                HelperId.RINGBUF_RESERVE_DYNPTR,
                HelperId.RINGBUF_SUBMIT_DYNPTR,
                HelperId.RINGBUF_DISCARD_DYNPTR);
        helpersOf(MapType.USER_RINGBUF, HelperId.USER_RINGBUF_DRAIN);
        helpersOf(MapType.STACK_TRACE, HelperId.GET_STACKID);
        helpersOf(MapType.CGROUP_ARRAY, HelperId.SKB_UNDER_CGROUP, HelperId.CURRENT_TASK_UNDER_CGROUP);
        helpersOf(MapType.CGROUP_STORAGE, HelperId.GET_LOCAL_STORAGE);
        helpersOf(MapType.PERCPU_CGROUP_STORAGE, HelperId.GET_LOCAL_STORAGE);
        helpersOf(MapType.DEVMAP, HelperId.REDIRECT_MAP, HelperId.MAP_LOOKUP_ELEM);
        helpersOf(MapType.DEVMAP_HASH, HelperId.REDIRECT_MAP, HelperId.MAP_LOOKUP_ELEM);
        helpersOf(MapType.CPUMAP, HelperId.REDIRECT_MAP);
        helpersOf(MapType.XSKMAP, HelperId.REDIRECT_MAP, HelperId.MAP_LOOKUP_ELEM);
        helpersOf(MapType.ARRAY_OF_MAPS, HelperId.MAP_LOOKUP_ELEM);
        helpersOf(MapType.HASH_OF_MAPS, HelperId.MAP_LOOKUP_ELEM);
        helpersOf(
                MapType.SOCKMAP,
                HelperId.SK_REDIRECT_MAP,
                HelperId.SOCK_MAP_UPDATE,
                HelperId.MSG_REDIRECT_MAP,
                HelperId.SK_SELECT_REUSEPORT,
                HelperId.MAP_LOOKUP_ELEM);
        helpersOf(
                MapType.SOCKHASH,
                HelperId.SK_REDIRECT_HASH,
                HelperId.SOCK_HASH_UPDATE,
                HelperId.MSG_REDIRECT_HASH,
                HelperId.SK_SELECT_REUSEPORT,
                HelperId.MAP_LOOKUP_ELEM);
        helpersOf(MapType.REUSEPORT_SOCKARRAY, HelperId.SK_SELECT_REUSEPORT);
        helpersOf(MapType.QUEUE, HelperId.MAP_PEEK_ELEM, HelperId.MAP_POP_ELEM, HelperId.MAP_PUSH_ELEM);
        helpersOf(MapType.STACK, HelperId.MAP_PEEK_ELEM, HelperId.MAP_POP_ELEM, HelperId.MAP_PUSH_ELEM);
        helpersOf(MapType.BLOOM_FILTER, HelperId.MAP_PEEK_ELEM, HelperId.MAP_PUSH_ELEM);
        helpersOf(MapType.SK_STORAGE, HelperId.SK_STORAGE_GET, HelperId.SK_STORAGE_DELETE, HelperId.KPTR_XCHG);
        helpersOf(MapType.INODE_STORAGE, HelperId.INODE_STORAGE_GET, HelperId.INODE_STORAGE_DELETE, HelperId.KPTR_XCHG);
        helpersOf(MapType.TASK_STORAGE, HelperId.TASK_STORAGE_GET, HelperId.TASK_STORAGE_DELETE, HelperId.KPTR_XCHG);
        helpersOf(MapType.CGRP_STORAGE, HelperId.CGRP_STORAGE_GET, HelperId.CGRP_STORAGE_DELETE, HelperId.KPTR_XCHG);
        helpersOf(MapType.INSN_ARRAY);

        mapsOf(HelperId.TAIL_CALL, MapType.PROG_ARRAY);
        mapsOf(HelperId.PERF_EVENT_READ, MapType.PERF_EVENT_ARRAY);
        mapsOf(HelperId.PERF_EVENT_OUTPUT, MapType.PERF_EVENT_ARRAY);
        mapsOf(HelperId.PERF_EVENT_READ_VALUE, MapType.PERF_EVENT_ARRAY);
        mapsOf(HelperId.SKB_OUTPUT, MapType.PERF_EVENT_ARRAY);
        mapsOf(HelperId.XDP_OUTPUT, MapType.PERF_EVENT_ARRAY);
        mapsOf(HelperId.RINGBUF_OUTPUT, MapType.RINGBUF);
        mapsOf(HelperId.RINGBUF_RESERVE, MapType.RINGBUF);
        mapsOf(HelperId.RINGBUF_QUERY, MapType.RINGBUF);
        mapsOf(HelperId.RINGBUF_RESERVE_DYNPTR, MapType.RINGBUF);
        mapsOf(HelperId.USER_RINGBUF_DRAIN, MapType.USER_RINGBUF);
        mapsOf(HelperId.GET_STACKID, MapType.STACK_TRACE);
        mapsOf(HelperId.SKB_UNDER_CGROUP, MapType.CGROUP_ARRAY);
        mapsOf(HelperId.CURRENT_TASK_UNDER_CGROUP, MapType.CGROUP_ARRAY);
        mapsOf(HelperId.REDIRECT_MAP, MapType.DEVMAP, MapType.DEVMAP_HASH, MapType.CPUMAP, MapType.XSKMAP);
        mapsOf(HelperId.SK_REDIRECT_MAP, MapType.SOCKMAP);
        mapsOf(HelperId.MSG_REDIRECT_MAP, MapType.SOCKMAP);
        mapsOf(HelperId.SOCK_MAP_UPDATE, MapType.SOCKMAP);
        mapsOf(HelperId.SK_REDIRECT_HASH, MapType.SOCKHASH);
        mapsOf(HelperId.MSG_REDIRECT_HASH, MapType.SOCKHASH);
        mapsOf(HelperId.SOCK_HASH_UPDATE, MapType.SOCKHASH);
        mapsOf(HelperId.GET_LOCAL_STORAGE, MapType.CGROUP_STORAGE, MapType.PERCPU_CGROUP_STORAGE);
        mapsOf(HelperId.SK_SELECT_REUSEPORT, MapType.REUSEPORT_SOCKARRAY, MapType.SOCKMAP, MapType.SOCKHASH);
        mapsOf(HelperId.MAP_POP_ELEM, MapType.QUEUE, MapType.STACK);
        mapsOf(HelperId.MAP_PEEK_ELEM, MapType.QUEUE, MapType.STACK, MapType.BLOOM_FILTER);
        mapsOf(HelperId.MAP_PUSH_ELEM, MapType.QUEUE, MapType.STACK, MapType.BLOOM_FILTER);
        mapsOf(HelperId.MAP_LOOKUP_PERCPU_ELEM, MapType.PERCPU_ARRAY, MapType.PERCPU_HASH, MapType.LRU_PERCPU_HASH);
        mapsOf(HelperId.SK_STORAGE_GET, MapType.SK_STORAGE);
        mapsOf(HelperId.SK_STORAGE_DELETE, MapType.SK_STORAGE);
        mapsOf(HelperId.INODE_STORAGE_GET, MapType.INODE_STORAGE);
        mapsOf(HelperId.INODE_STORAGE_DELETE, MapType.INODE_STORAGE);
        mapsOf(HelperId.TASK_STORAGE_GET, MapType.TASK_STORAGE);
        mapsOf(HelperId.TASK_STORAGE_DELETE, MapType.TASK_STORAGE);
        mapsOf(HelperId.CGRP_STORAGE_GET, MapType.CGRP_STORAGE);
        mapsOf(HelperId.CGRP_STORAGE_DELETE, MapType.CGRP_STORAGE);
    }

    private static final Set<MapType> SOCKET_MAPS = EnumSet.of(MapType.SOCKMAP, MapType.SOCKHASH);

    /** Those whose programs may change maps of sockets by the helpers for all maps. */
    private static final Set<ProgramType> UPDATERS_OF_SOCKET_MAPS = EnumSet.of(
            ProgramType.SOCKET_FILTER,
            ProgramType.SCHED_CLS,
            ProgramType.SCHED_ACT,
            ProgramType.XDP,
            ProgramType.SK_REUSEPORT,
            ProgramType.FLOW_DISSECTOR,
            ProgramType.SK_LOOKUP);

    private MapCompatibility() {}

    private static void helpersOf(MapType map, HelperId... helpers) {
        EnumSet<HelperId> all = EnumSet.noneOf(HelperId.class);
        Collections.addAll(all, helpers);
        HELPERS_OF_MAP.put(map, all);
    }

    private static void mapsOf(HelperId helper, MapType... maps) {
        EnumSet<MapType> all = EnumSet.noneOf(MapType.class);
        Collections.addAll(all, maps);
        MAPS_OF_HELPER.put(helper, all);
    }

    /**
     * Whether a helper takes a map, apart from changes of socket maps by the helpers for all maps: those depend on the
     * program, too.
     */
    public static boolean allows(MapType map, HelperId helper, KernelProfile profile) {
        if (map == MapType.XSKMAP
                && helper == HelperId.MAP_LOOKUP_ELEM
                && !profile.release().has("5.3")) {
            return false;
        }
        boolean mapTakesHelper = !HELPERS_OF_MAP.containsKey(map)
                || HELPERS_OF_MAP.getOrDefault(map, Set.of()).contains(helper);
        boolean helperTakesMap = !MAPS_OF_HELPER.containsKey(helper)
                || MAPS_OF_HELPER.getOrDefault(helper, Set.of()).contains(map);
        return mapTakesHelper && helperTakesMap;
    }

    /**
     * What the verifier says, after EINVAL, to a helper and a map that do not go together.
     *
     * @param expectedAttachType of the program
     */
    public static Optional<String> refusal(
            MapType map, HelperId helper, ProgramType type, int expectedAttachType, KernelProfile profile) {
        if (helper == HelperId.TAIL_CALL && map != MapType.PROG_ARRAY) {
            return Optional.of(
                    profile.release().has("6.18")
                            ? "expected prog array map for tail call"
                            : "kernel subsystem misconfigured verifier");
        }
        String cannotPass =
                "cannot pass map_type " + map.number() + " into func " + helper.functionName() + "#" + helper.number();
        boolean changesMap = helper == HelperId.MAP_UPDATE_ELEM || helper == HelperId.MAP_DELETE_ELEM;
        if (SOCKET_MAPS.contains(map) && changesMap) {
            return updatesSocketMaps(type, expectedAttachType, helper, profile)
                    ? Optional.empty()
                    : Optional.of("cannot update sockmap in this context\n" + cannotPass);
        }
        return allows(map, helper, profile) ? Optional.empty() : Optional.of(cannotPass);
    }

    private static boolean updatesSocketMaps(
            ProgramType type, int expectedAttachType, HelperId helper, KernelProfile profile) {
        if (type == ProgramType.TRACING) {
            return expectedAttachType == AttachType.TRACE_ITER.number()
                    && profile.release().has("5.10");
        }
        if (type == ProgramType.SOCK_OPS) {
            return helper == HelperId.MAP_DELETE_ELEM;
        }
        return UPDATERS_OF_SOCKET_MAPS.contains(type);
    }
}
