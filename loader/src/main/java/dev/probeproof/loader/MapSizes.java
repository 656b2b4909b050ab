// SPDX-License-Identifier: MIT
package dev.probeproof.loader;

import dev.probeproof.loader.kernel.FeatureSupport;
import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.loader.kernel.KernelFeature;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.kernel.RingBufferSize;
import dev.probeproof.loader.uapi.MapType;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What of a map's definition depends on the machine, and what a definition must say before any machine takes it. */
final class MapSizes {
    private static final int BPF_F_RDONLY_PROG = 1 << 7;
    private static final int BPF_F_MMAPABLE = 1 << 10;

    private static final Set<MapType> RINGS = EnumSet.of(MapType.RINGBUF, MapType.USER_RINGBUF);
    private static final Set<MapType> DEVICE_MAPS = EnumSet.of(MapType.DEVMAP, MapType.DEVMAP_HASH);

    private static final Set<MapType> WITHOUT_KEY = EnumSet.of(
            MapType.RINGBUF,
            MapType.USER_RINGBUF,
            MapType.QUEUE,
            MapType.STACK,
            MapType.BLOOM_FILTER,
            MapType.ARENA,
            MapType.STRUCT_OPS);

    private static final Set<MapType> WITHOUT_VALUE =
            EnumSet.of(MapType.RINGBUF, MapType.USER_RINGBUF, MapType.ARENA, MapType.STRUCT_OPS);

    private static final Set<MapType> WITHOUT_CAPACITY = EnumSet.of(
            MapType.PERF_EVENT_ARRAY,
            MapType.CGROUP_STORAGE,
            MapType.PERCPU_CGROUP_STORAGE,
            MapType.SK_STORAGE,
            MapType.INODE_STORAGE,
            MapType.TASK_STORAGE,
            MapType.CGRP_STORAGE);

    private MapSizes() {}

    /** The map as that kernel can make it: rings of whole pages, data sections mappable where arrays are. */
    static MapSpec fit(MapSpec spec, KernelBackend kernel) {
        MapSpec.Builder fitted = spec.change();
        if (isOneOf(spec, RINGS)) {
            fitted.maxEntries(RingBufferSize.fitting(spec.maxEntries(), kernel.pageSizeBytes()));
        }
        boolean mappable = (spec.flags() & BPF_F_MMAPABLE) != 0;
        if (spec.section() != null
                && mappable
                && kernel.supports(KernelFeature.ARRAY_MMAP) instanceof FeatureSupport.Missing) {
            fitted.flags(spec.flags() & ~BPF_F_MMAPABLE);
        }
        MapSpec inner = spec.inner();
        return inner == null ? fitted.build() : fitted.inner(fit(inner, kernel)).build();
    }

    /** How an existing map differs from a definition; empty if it will do. */
    static List<String> differences(MapSpec wanted, MapSpec existing, KernelBackend kernel) {
        List<String> differences = new ArrayList<>();
        if (wanted.type() != existing.type()) {
            differences.add("it is a " + existing.typeName() + ", not a " + wanted.typeName());
        }
        int capacity = wanted.is(MapType.PERF_EVENT_ARRAY) && wanted.maxEntries() == 0
                ? kernel.possibleCpus()
                : wanted.maxEntries();
        compare(differences, "key_size", wanted.keySize(), existing.keySize());
        compare(differences, "value_size", wanted.valueSize(), existing.valueSize());
        compare(differences, "max_entries", capacity, existing.maxEntries());
        if (comparableFlags(wanted) != comparableFlags(existing)) {
            differences.add("its flags are 0x" + Integer.toHexString(existing.flags()) + ", not 0x"
                    + Integer.toHexString(wanted.flags()));
        }
        if (wanted.mapExtra() != existing.mapExtra()) {
            differences.add("its map_extra is 0x" + Long.toHexString(existing.mapExtra()) + ", not 0x"
                    + Long.toHexString(wanted.mapExtra()));
        }
        return differences;
    }

    private static void compare(List<String> differences, String what, int wanted, int existing) {
        if (wanted != existing) {
            differences.add("its " + what + " is " + Integer.toUnsignedString(existing) + ", not "
                    + Integer.toUnsignedString(wanted));
        }
    }

    /** Kernels make device maps read-only for programs, whoever asked. */
    private static int comparableFlags(MapSpec spec) {
        return isOneOf(spec, DEVICE_MAPS) ? spec.flags() & ~BPF_F_RDONLY_PROG : spec.flags();
    }

    /** What no kernel makes a map of that type without, such as {@code value_size and max_entries}; mostly nothing. */
    static String missing(MapSpec spec) {
        if (MapType.of(spec.type()).isEmpty()) {
            return "";
        }
        List<String> missing = new ArrayList<>();
        if (spec.keySize() == 0 && !isOneOf(spec, WITHOUT_KEY)) {
            missing.add("key_size");
        }
        if (spec.valueSize() == 0 && !isOneOf(spec, WITHOUT_VALUE)) {
            missing.add("value_size");
        }
        if (spec.maxEntries() == 0 && !isOneOf(spec, WITHOUT_CAPACITY)) {
            missing.add("max_entries");
        }
        return String.join(" and ", missing);
    }

    private static boolean isOneOf(MapSpec spec, Set<MapType> types) {
        return MapType.of(spec.type()).filter(types::contains).isPresent();
    }
}
