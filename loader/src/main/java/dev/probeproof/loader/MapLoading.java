// SPDX-License-Identifier: MIT
package dev.probeproof.loader;

import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.loader.kernel.KernelException;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.kernel.UnsupportedFeatureException;
import dev.probeproof.loader.object.ArenaContent;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.InitialSlot;
import dev.probeproof.loader.object.StructOps;
import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.MapType;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The maps of an object in a kernel: made, taken over from the caller, or found where they are pinned. What already has
 * content keeps it.
 */
final class MapLoading {
    private static final int PIN_BY_NAME = 1;

    private final KernelBackend kernel;
    private final BpfObject object;
    private final LoadOptions options;
    private final Loading loading;
    private final Map<String, LoadedMap> maps = new LinkedHashMap<>();
    private final Set<String> fresh = new HashSet<>();

    private MapLoading(KernelBackend kernel, BpfObject object, LoadOptions options, Loading loading) {
        this.kernel = kernel;
        this.object = object;
        this.options = options;
        this.loading = loading;
    }

    /**
     * The maps by name, in the object's order, without those that are switched off.
     *
     * @param object as the options want it
     * @param loading gets everything that is to be closed with the object
     */
    static MapLoading load(KernelBackend kernel, BpfObject object, LoadOptions options, Loading loading) {
        MapLoading maps = new MapLoading(kernel, object, options, loading);
        for (MapSpec spec : object.maps()) {
            MapOptions about = MapNames.find(options.maps(), spec);
            if (about.replacement().isPresent() || about.create().orElse(maps.createdByDefault(spec))) {
                MapSpec fitting = MapSizes.fit(spec, kernel);
                maps.maps.put(spec.name(), new LoadedMap(kernel, fitting, maps.handle(fitting, about)));
            }
        }
        maps.storeInnerMaps();
        return maps;
    }

    Map<String, LoadedMap> maps() {
        return maps;
    }

    Map<String, MapHandle> handles() {
        Map<String, MapHandle> handles = new LinkedHashMap<>();
        maps.forEach((name, map) -> handles.put(name, map.handle()));
        return handles;
    }

    private boolean createdByDefault(MapSpec spec) {
        return object.structOps().stream()
                .filter(table -> table.map().equals(spec.name()))
                .allMatch(StructOps::autocreate);
    }

    private MapHandle handle(MapSpec spec, MapOptions about) {
        if (about.replacement().isPresent()) {
            return compatible(spec, about.replacement().get(), "the map given for it");
        }
        Optional<Path> pin = about.pin().or(() -> pinByName(spec));
        return pin.isPresent() ? pinned(spec, pin.get()) : create(spec);
    }

    /** Names there have no dots. */
    private Optional<Path> pinByName(MapSpec spec) {
        return spec.pinning() == PIN_BY_NAME
                ? Optional.of(options.pinRoot().resolve(spec.name().replace('.', '_')))
                : Optional.empty();
    }

    private MapHandle pinned(MapSpec spec, Path path) {
        Optional<MapHandle> existing = open(spec, path);
        if (existing.isPresent()) {
            return existing.get();
        }
        MapHandle made = create(spec);
        try {
            made.pin(path);
            loading.addUndo(() -> kernel.unpin(path));
            return made;
        } catch (KernelException taken) {
            // Somebody else pinned one meanwhile: that is the map to use. The own one is closed with the object.
            if (taken.errno() != Errno.EEXIST.number()) {
                throw taken;
            }
            fresh.remove(spec.name());
            return open(spec, path).orElseThrow(() -> taken);
        }
    }

    private Optional<MapHandle> open(MapSpec spec, Path path) {
        return kernel.openPinnedMap(path)
                .map(loading::add)
                .map(map -> compatible(spec, map, "what is pinned at " + path));
    }

    private MapHandle compatible(MapSpec spec, MapHandle existing, String what) {
        List<String> differences = MapSizes.differences(spec, existing.spec(), kernel);
        if (!differences.isEmpty()) {
            throw new IncompatibleMapException(spec.name(), what, differences);
        }
        return existing;
    }

    private MapHandle create(MapSpec spec) {
        checkSupported(spec);
        try {
            MapHandle made = loading.add(kernel.createMap(spec, object.btf()));
            fresh.add(spec.name());
            return made;
        } catch (KernelException refusal) {
            String missing = MapSizes.missing(spec);
            throw missing.isEmpty() ? refusal : new UnsizedMapException(spec.name(), missing, refusal);
        }
    }

    /** What opens and is described, but would be created without what makes it work. */
    private void checkSupported(MapSpec spec) {
        if (spec.type() == MapType.STRUCT_OPS.number()) {
            throw new UnsupportedFeatureException(
                    "struct_ops maps are not loaded yet", "map '" + spec.name() + "' of " + object.fileName());
        }
        ArenaContent arena = object.arena();
        if (arena != null && arena.map().equals(spec.name())) {
            throw new UnsupportedFeatureException(
                    "global variables in an arena are not loaded yet",
                    "arena '" + spec.name() + "' of " + object.fileName());
        }
    }

    /** Only into maps that were made just now: others have their elements. */
    private void storeInnerMaps() {
        for (InitialSlot slot : object.initialSlots()) {
            LoadedMap outer = maps.get(slot.map());
            if (outer != null && !outer.spec().is(MapType.PROG_ARRAY) && fresh.contains(slot.map())) {
                LoadedMap inner = maps.get(slot.target());
                if (inner == null) {
                    throw unfilled(slot, "which was not created");
                }
                outer.handle().update(key(slot), inner.handle());
            }
        }
    }

    /**
     * Puts programs where the source wants them, once they are loaded. A program array holds a program's first instance, as
     * it did in libbpf.
     */
    void storePrograms(List<LoadedProgram> programs) {
        for (InitialSlot slot : object.initialSlots()) {
            LoadedMap array = maps.get(slot.map());
            if (array != null && array.spec().is(MapType.PROG_ARRAY)) {
                LoadedProgram program = programs.stream()
                        .filter(candidate -> candidate.name().equals(slot.target()))
                        .findFirst()
                        .orElseThrow(() -> unfilled(slot, "which was not loaded"));
                array.handle().update(key(slot), program.instance(0).handle());
            }
        }
    }

    private static KernelException unfilled(InitialSlot slot, String problem) {
        return new KernelException(
                "fill element " + slot.key() + " of map '" + slot.map() + "'",
                Errno.EBADF,
                "the source puts '" + slot.target() + "' there, " + problem);
    }

    private byte[] key(InitialSlot slot) {
        return ByteBuffer.allocate(Integer.BYTES)
                .order(kernel.target().arch().byteOrder())
                .putInt(slot.key())
                .array();
    }
}
