// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim;

import dev.probeproof.kernelshim.sys.Bpf;
import dev.probeproof.kernelshim.sys.Fd;
import dev.probeproof.kernelshim.sys.KernelFiles;
import dev.probeproof.kernelshim.sys.MapCreateAttribute;
import dev.probeproof.kernelshim.sys.OpenResources;
import dev.probeproof.kernelshim.target.FeatureProbes;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.kernel.FeatureSupport;
import dev.probeproof.loader.kernel.KernelException;
import dev.probeproof.loader.kernel.KernelFeature;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.MapType;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** From {@link MapSpec} to a map that exists: created, filled and frozen as its specification says. */
final class MapCreation {
    private static final System.Logger LOG = System.getLogger(MapCreation.class.getName());

    /** Kernels refuse types for these, whose elements are descriptors or bytes without a layout. */
    private static final Set<MapType> WITHOUT_TYPES = EnumSet.of(
            MapType.ARRAY_OF_MAPS,
            MapType.HASH_OF_MAPS,
            MapType.PERF_EVENT_ARRAY,
            MapType.CGROUP_ARRAY,
            MapType.STACK_TRACE,
            MapType.DEVMAP,
            MapType.DEVMAP_HASH,
            MapType.CPUMAP,
            MapType.XSKMAP,
            MapType.SOCKMAP,
            MapType.SOCKHASH,
            MapType.QUEUE,
            MapType.STACK,
            MapType.ARENA);

    private final Bpf bpf;
    private final KernelFiles files;
    private final LoadedTypes types;
    private final FeatureProbes features;
    private final OpenResources owner;

    MapCreation(Bpf bpf, KernelFiles files, LoadedTypes types, FeatureProbes features, OpenResources owner) {
        this.bpf = bpf;
        this.files = files;
        this.types = types;
        this.features = features;
        this.owner = owner;
    }

    /**
     * @param objectTypes what the specification's type ids are of, or null
     */
    NativeMap create(MapSpec asked, @Nullable Btf objectTypes) {
        MapSpec spec = withRoomForAllCpus(asked);
        // Asked before the map exists, so that no answer leaves a descriptor behind.
        int valuesInOne = PerCpuValues.count(spec, files);
        NativeMap map =
                new NativeMap(bpf, spec, createEmpty(spec, objectTypes), PerCpuValues.bytes(spec, valuesInOne), owner);
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
        boolean unsized = spec.is(MapType.PERF_EVENT_ARRAY) && spec.maxEntries() == 0;
        return unsized ? spec.withMaxEntries(PerCpuValues.possibleCpus(files)) : spec;
    }

    private Fd createEmpty(MapSpec spec, @Nullable Btf objectTypes) {
        if (spec.inner() == null) {
            return create(spec, 0, objectTypes);
        }
        // The kernel needs an example of what the map will hold; once it has seen it, it may go.
        try (Fd template = createEmpty(spec.inner(), objectTypes)) {
            return create(spec, template.number(), objectTypes);
        }
    }

    private Fd create(MapSpec spec, int innerMapFd, @Nullable Btf objectTypes) {
        LoadedTypes.@Nullable Loaded loaded =
                objectTypes != null && takesTypes(spec) ? types.load(objectTypes.raw()) : null;
        long result = -Errno.EINVAL.number();
        if (loaded != null && loaded.fd() != null) {
            int fd = loaded.fd().number();
            result = bpf.call(attribute(spec, innerMapFd)
                    .types(fd, spec.keyTypeId(), spec.valueTypeId())
                    .build());
            if (result < 0) {
                LOG.log(
                        System.Logger.Level.DEBUG,
                        "map ''{0}'' is refused with types: {1}; trying without",
                        spec.name(),
                        Errno.describe((int) -result));
            }
        }
        if (result < 0) {
            result = bpf.call(attribute(spec, innerMapFd).build());
        }
        if (result < 0) {
            throw new KernelException("create map '" + spec.name() + "'", (int) -result, describe(spec));
        }
        return Fd.own(bpf.syscalls(), result);
    }

    private static boolean takesTypes(MapSpec spec) {
        boolean typed = spec.keyTypeId() != 0 || spec.valueTypeId() != 0;
        // The value of these is a type of the kernel's, not of the object's.
        return typed
                && !spec.is(MapType.STRUCT_OPS)
                && MapType.of(spec.type()).filter(WITHOUT_TYPES::contains).isEmpty();
    }

    private MapCreateAttribute attribute(MapSpec spec, int innerMapFd) {
        MapCreateAttribute attribute = new MapCreateAttribute(
                        spec.type(), spec.keySize(), spec.valueSize(), spec.maxEntries())
                .flags(spec.flags())
                .innerMapFd(innerMapFd)
                .numaNode(spec.numaNode())
                .extra(spec.mapExtra());
        boolean unnamed = features.supports(KernelFeature.OBJECT_NAME) instanceof FeatureSupport.Missing;
        return unnamed ? attribute : attribute.name(spec.name());
    }

    private static String describe(MapSpec spec) {
        return spec.typeName() + ", key " + Integer.toUnsignedString(spec.keySize()) + " bytes, value "
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
}
