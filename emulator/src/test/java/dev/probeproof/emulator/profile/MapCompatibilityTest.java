// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.profile;

import dev.probeproof.loader.uapi.HelperId;
import dev.probeproof.loader.uapi.MapType;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class MapCompatibilityTest {
    private static final KernelProfile NEWEST = KernelProfile.of("6.18");

    /** What Linux 6.18 let through of maps of every type that can be made without more, by helper. */
    @ParameterizedTest
    @CsvSource({
        "PERF_EVENT_OUTPUT, PERF_EVENT_ARRAY",
        "GET_STACKID, STACK_TRACE",
        "CURRENT_TASK_UNDER_CGROUP, CGROUP_ARRAY",
        "REDIRECT_MAP, DEVMAP CPUMAP XSKMAP DEVMAP_HASH",
        "SOCK_MAP_UPDATE, SOCKMAP",
        "SK_REDIRECT_HASH, SOCKHASH",
        "GET_LOCAL_STORAGE, CGROUP_STORAGE PERCPU_CGROUP_STORAGE",
        "SK_SELECT_REUSEPORT, SOCKMAP SOCKHASH REUSEPORT_SOCKARRAY",
        "MAP_PUSH_ELEM, QUEUE STACK BLOOM_FILTER",
        "MAP_POP_ELEM, QUEUE STACK",
        "RINGBUF_RESERVE, RINGBUF",
        "USER_RINGBUF_DRAIN, USER_RINGBUF",
        "TASK_STORAGE_GET, TASK_STORAGE",
        "CGRP_STORAGE_DELETE, CGRP_STORAGE",
        "MAP_LOOKUP_PERCPU_ELEM, PERCPU_HASH PERCPU_ARRAY LRU_PERCPU_HASH"
    })
    void givesHelpersTheirMaps(HelperId helper, String maps) {
        List<String> allowed = Stream.of(MapType.values())
                .filter(map -> MapCompatibility.allows(map, helper, NEWEST))
                .map(Enum::name)
                .toList();

        assertThat(allowed).containsExactly(maps.split(" "));
    }

    @ParameterizedTest
    @CsvSource({
        "ARRAY, MAP_UPDATE_ELEM, KPROBE, 0, 6.18, ",
        "PERF_EVENT_ARRAY, MAP_LOOKUP_ELEM, KPROBE, 0, 6.18, cannot pass map_type 4 into func bpf_map_lookup_elem#1",
        "ARRAY, PERF_EVENT_OUTPUT, KPROBE, 0, 5.10, cannot pass map_type 2 into func bpf_perf_event_output#25",
        "ARRAY, TAIL_CALL, KPROBE, 0, 6.18, expected prog array map for tail call",
        "ARRAY, TAIL_CALL, KPROBE, 0, 6.1, kernel subsystem misconfigured verifier",
        "SOCKMAP, MAP_LOOKUP_ELEM, KPROBE, 0, 6.18, ",
        "SOCKMAP, MAP_DELETE_ELEM, XDP, 0, 6.18, ",
        "SOCKMAP, MAP_DELETE_ELEM, SOCK_OPS, 3, 6.18, ",
        "SOCKHASH, MAP_UPDATE_ELEM, TRACING, 28, 6.18, ",
        "HASH_OF_MAPS, MAP_UPDATE_ELEM, KPROBE, 0, 6.18, cannot pass map_type 13 into func bpf_map_update_elem#2"
    })
    void refusesInTheKernelsWords(
            MapType map, HelperId helper, ProgramType type, int attachType, String release, String words) {
        assertThat(MapCompatibility.refusal(map, helper, type, attachType, KernelProfile.of(release)))
                .isEqualTo(Optional.ofNullable(words));
    }

    @Test
    void refusesChangesOfSocketMapsWithTwoLines() {
        assertThat(MapCompatibility.refusal(MapType.SOCKMAP, HelperId.MAP_DELETE_ELEM, ProgramType.KPROBE, 0, NEWEST))
                .contains("cannot update sockmap in this context\n"
                        + "cannot pass map_type 15 into func bpf_map_delete_elem#3");
    }

    @ParameterizedTest
    @CsvSource({
        "KPROBE, false, ARRAY, 0, spin_lock, 6.18, tracing progs cannot use bpf_spin_lock yet",
        "KPROBE, false, HASH, 0, timer, 6.18, tracing progs cannot use bpf_timer yet",
        "KPROBE, false, HASH, 0, timer, 7.2, ",
        "SOCKET_FILTER, false, ARRAY, 0, spin_lock, 6.18, socket filter progs cannot use bpf_spin_lock yet",
        "SCHED_CLS, false, ARRAY, 0, spin_lock, 6.18, ",
        "SYSCALL, true, ARRAY, 0, spin_lock, 6.1, sleepable progs cannot use bpf_spin_lock yet",
        "SYSCALL, true, ARRAY, 0, spin_lock, 6.18, ",
        "SYSCALL, true, PERF_EVENT_ARRAY, 0, , 6.18,"
                + " 'Sleepable programs can only use array, hash, ringbuf and local storage maps'",
        "SYSCALL, true, QUEUE, 0, , 6.1, 'Sleepable programs can only use array, hash, and ringbuf maps'",
        "SYSCALL, true, QUEUE, 0, , 6.18, ",
        "TRACING, true, HASH, 1, , 5.10, Sleepable programs can only use preallocated hash maps",
        "TRACING, true, RINGBUF, 0, , 5.10, Sleepable programs can only use array and hash maps",
        "PERF_EVENT, false, HASH, 1, , 5.10, perf_event programs can only use preallocated hash map",
        "PERF_EVENT, false, HASH, 1, , 6.18, "
    })
    void keepsMapsFromPrograms(
            ProgramType type, boolean sleepable, MapType map, int flags, String field, String release, String words) {
        Set<String> fields = field == null ? Set.of() : Set.of(field);

        assertThat(MapProgramCompatibility.refusal(type, sleepable, map, flags, fields, KernelProfile.of(release)))
                .isEqualTo(Optional.ofNullable(words));
    }
}
