// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.emulator.map.CgroupArrayMap;
import dev.probeproof.emulator.map.ElementQueue;
import dev.probeproof.emulator.map.EmulatedMap;
import dev.probeproof.emulator.map.MapFlags;
import dev.probeproof.emulator.map.ObjectStorageMap;
import dev.probeproof.emulator.map.PerCpuMap;
import dev.probeproof.emulator.map.PerfEventArrayMap;
import dev.probeproof.emulator.map.ProgramArrayMap;
import dev.probeproof.emulator.map.RingBufferMap;
import dev.probeproof.emulator.map.StackTraceMap;
import dev.probeproof.emulator.map.Traversable;
import dev.probeproof.loader.uapi.MapType;

/** The kinds of map that only some helpers take. A verifier refuses the others; without one the run ends. */
final class MapArgument {
    private MapArgument() {}

    /** The map itself, if programs may change its elements; otherwise a verifier refuses the call. */
    static EmulatedMap writable(EmulatedMap map) {
        if ((map.spec().flags() & MapFlags.RDONLY_PROG) != 0) {
            // The words of the verifier.
            throw new ExecutionFault(
                    ExecutionFault.Kind.INSTRUCTION,
                    "write into map forbidden (map '" + map.spec().name() + "' is read-only for programs)");
        }
        return map;
    }

    static RingBufferMap ringBuffer(EmulatedMap map, Helper helper) {
        return as(RingBufferMap.class, map, helper);
    }

    static PerfEventArrayMap perfEventArray(EmulatedMap map, Helper helper) {
        return as(PerfEventArrayMap.class, map, helper);
    }

    static ProgramArrayMap programArray(EmulatedMap map, Helper helper) {
        return as(ProgramArrayMap.class, map, helper);
    }

    static StackTraceMap stackTrace(EmulatedMap map, Helper helper) {
        return as(StackTraceMap.class, map, helper);
    }

    static ElementQueue queue(EmulatedMap map, Helper helper) {
        return as(ElementQueue.class, map, helper);
    }

    static PerCpuMap perCpu(EmulatedMap map, Helper helper) {
        return as(PerCpuMap.class, map, helper);
    }

    static Traversable traversable(EmulatedMap map, Helper helper) {
        return as(Traversable.class, map, helper);
    }

    static CgroupArrayMap cgroups(EmulatedMap map, Helper helper) {
        return as(CgroupArrayMap.class, map, helper);
    }

    static ObjectStorageMap storage(EmulatedMap map, Helper helper) {
        return as(ObjectStorageMap.class, map, helper);
    }

    private static <T> T as(Class<T> kind, EmulatedMap map, Helper helper) {
        if (!kind.isInstance(map)) {
            // The words of the verifier.
            throw new ExecutionFault(
                    ExecutionFault.Kind.INSTRUCTION,
                    "cannot pass map_type " + map.spec().type() + " into func "
                            + helper.prototype().id().functionName() + "#"
                            + helper.prototype().id().number() + " (map '"
                            + map.spec().name() + "' is a "
                            + MapType.of(map.spec().type())
                                    .map(MapType::toString)
                                    .orElse("map of no known type")
                            + ")");
        }
        return kind.cast(map);
    }
}
