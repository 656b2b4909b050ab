// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim;

import dev.probeproof.kernelshim.sys.Bpf;
import dev.probeproof.kernelshim.sys.Fd;
import dev.probeproof.kernelshim.sys.KernelFiles;
import dev.probeproof.kernelshim.sys.MapCreateAttribute;
import dev.probeproof.kernelshim.sys.OpenResources;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.kernel.KernelException;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.kernel.UnsupportedFeatureException;
import dev.probeproof.loader.uapi.MapType;
import java.io.IOException;
import java.util.OptionalInt;
import java.util.Set;

/** From {@link MapSpec} to a map that exists: created, filled and frozen as its specification says. */
final class MapCreation {
    private static final Set<Integer> PER_CPU = Set.of(
            MapType.PERCPU_HASH.number(),
            MapType.PERCPU_ARRAY.number(),
            MapType.LRU_PERCPU_HASH.number(),
            MapType.PERCPU_CGROUP_STORAGE.number());

    private final Bpf bpf;
    private final KernelFiles files;
    private final OpenResources owner;

    MapCreation(Bpf bpf, KernelFiles files, OpenResources owner) {
        this.bpf = bpf;
        this.files = files;
        this.owner = owner;
    }

    NativeMap create(MapSpec asked) {
        MapSpec spec = withRoomForAllCpus(asked);
        // Asked before the map exists, so that no answer leaves a descriptor behind.
        OptionalInt cpus = PER_CPU.contains(spec.type()) ? OptionalInt.of(possibleCpus()) : OptionalInt.empty();
        NativeMap map = new NativeMap(bpf, spec, createEmpty(spec), valueBytes(spec, cpus), owner);
        try {
            fill(map, spec);
            return map;
        } catch (RuntimeException | Error refusal) {
            closeAfter(refusal, map);
            throw refusal;
        }
    }

    private static void closeAfter(Throwable refusal, NativeMap map) {
        try {
            map.close();
        } catch (RuntimeException second) {
            refusal.addSuppressed(second);
        }
    }

    /** A perf event array without a size has an element for each CPU: only here is their number known. */
    private MapSpec withRoomForAllCpus(MapSpec spec) {
        boolean unsized = spec.type() == MapType.PERF_EVENT_ARRAY.number() && spec.maxEntries() == 0;
        return unsized ? spec.withMaxEntries(possibleCpus()) : spec;
    }

    private Fd createEmpty(MapSpec spec) {
        if (spec.inner() == null) {
            return create(spec, 0);
        }
        // The kernel needs an example of what the map will hold; once it has seen it, it may go.
        try (Fd template = createEmpty(spec.inner())) {
            return create(spec, template.number());
        }
    }

    private Fd create(MapSpec spec, int innerMapFd) {
        long result = bpf.call(new MapCreateAttribute(spec.type(), spec.keySize(), spec.valueSize(), spec.maxEntries())
                .flags(spec.flags())
                .innerMapFd(innerMapFd)
                .name(spec.name())
                .extra(spec.mapExtra())
                .build());
        if (result < 0) {
            throw new KernelException("create map '" + spec.name() + "'", (int) -result, describe(spec));
        }
        return Fd.own(bpf.syscalls(), result);
    }

    private static String describe(MapSpec spec) {
        String type = MapType.of(spec.type()).map(MapType::toString).orElse("type " + spec.type());
        return type + ", key " + Integer.toUnsignedString(spec.keySize()) + " bytes, value "
                + Integer.toUnsignedString(spec.valueSize()) + " bytes, max_entries "
                + Integer.toUnsignedString(spec.maxEntries()) + ", flags 0x" + Integer.toHexString(spec.flags());
    }

    private static void fill(NativeMap map, MapSpec spec) {
        Bytes initial = spec.initialValue();
        if (initial != null) {
            map.update(new byte[spec.keySize()], initial.toArray(), MapHandle.ANY);
        }
        if (spec.frozen()) {
            map.freeze();
        }
    }

    /** The kernel has taken the size by now, so it is small enough to multiply. */
    private static int valueBytes(MapSpec spec, OptionalInt cpus) {
        return cpus.isPresent() ? ((spec.valueSize() + 7) & ~7) * cpus.getAsInt() : spec.valueSize();
    }

    private int possibleCpus() {
        try {
            return files.possibleCpus();
        } catch (IOException unreadable) {
            throw new UnsupportedFeatureException("number of possible CPUs", unreadable.toString());
        }
    }
}
