// SPDX-License-Identifier: MIT
package dev.probeproof.loader;

import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.ProgramSpec;
import dev.probeproof.loader.object.VariableException;
import dev.probeproof.loader.object.VariablePlace;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An object as {@link LoadOptions} want it, before any kernel is asked: other types, sizes and initial values. The object
 * that was given stays as it is, for the next load.
 */
final class ObjectOverrides {
    private final LoadOptions options;
    private BpfObject object;

    private ObjectOverrides(BpfObject object, LoadOptions options) {
        this.object = object;
        this.options = options;
    }

    /**
     * @throws IllegalArgumentException if the options name a program or map that the object does not have
     * @throws VariableException if a variable is not there or cannot take its value
     */
    static BpfObject apply(BpfObject object, LoadOptions options) {
        ObjectOverrides overrides = new ObjectOverrides(object, options);
        overrides.checkNames();
        overrides.programs();
        overrides.maps();
        overrides.variables();
        return overrides.object;
    }

    private void checkNames() {
        for (String name : options.programs().keySet()) {
            if (object.program(name).isEmpty()) {
                throw unknown(
                        "program",
                        name,
                        object.programs().stream().map(ProgramSpec::name).toList());
            }
        }
        for (String name : options.maps().keySet()) {
            if (object.map(name).isEmpty()) {
                throw unknown(
                        "map", name, object.maps().stream().map(MapSpec::name).toList());
            }
        }
    }

    private IllegalArgumentException unknown(String what, String name, Collection<String> names) {
        return new IllegalArgumentException(
                "no " + what + " '" + name + "' in " + object.fileName() + ", only " + names);
    }

    private void programs() {
        options.programs().forEach((name, program) -> object = object.withProgram(name, program.change()));
    }

    private void maps() {
        Map<String, MapSpec> maps = new LinkedHashMap<>();
        object.maps().forEach(map -> maps.put(map.name(), map));
        options.maps().forEach((name, changes) -> {
            MapSpec old = object.map(name).orElseThrow();
            maps.put(old.name(), changed(old, changes));
        });
        object = object.withMaps(List.copyOf(maps.values()));
    }

    private static MapSpec changed(MapSpec old, MapOptions options) {
        MapSpec changed = options.change().apply(old);
        if (!changed.name().equals(old.name())) {
            throw new IllegalArgumentException(
                    "map '" + old.name() + "' cannot be called '" + changed.name() + "': code refers to it by name");
        }
        if (old.section() != null && changed.valueSize() != old.valueSize()) {
            throw new IllegalArgumentException("map '" + old.name() + "' is section " + old.section() + " of "
                    + old.valueSize() + " bytes, which cannot have " + changed.valueSize());
        }
        boolean resized = changed.keySize() != old.keySize() || changed.valueSize() != old.valueSize();
        // Types describe what the source said; a kernel compares their sizes.
        return resized && sameTypes(old, changed) ? changed.change().types(0, 0).build() : changed;
    }

    private static boolean sameTypes(MapSpec old, MapSpec changed) {
        return changed.keyTypeId() == old.keyTypeId() && changed.valueTypeId() == old.valueTypeId();
    }

    private void variables() {
        Map<String, byte[]> elements = new LinkedHashMap<>();
        options.variables().forEach((path, value) -> {
            VariablePlace place = VariablePlace.find(object, path);
            MapSpec map = object.map(place.variable().map()).orElseThrow();
            checkInitialized(path, map);
            elements.put(map.name(), place.store(elements.getOrDefault(map.name(), initial(map)), value));
        });
        object = object.withMaps(object.maps().stream()
                .map(map -> elements.containsKey(map.name()) ? with(map, elements.get(map.name())) : map)
                .toList());
    }

    /** A map that exists already keeps its content, and one that is not created has none. */
    private void checkInitialized(String path, MapSpec map) {
        if (".kconfig".equals(map.section())) {
            throw new VariableException(
                    "set", path, "it is a value of the kernel's configuration: TargetKernel.withConfig");
        }
        MapOptions about = MapNames.find(options.maps(), map);
        if (about.replacement().isPresent()) {
            throw new VariableException(
                    "set", path, "its map '" + map.name() + "' is replaced by one that has content");
        } else if (!about.create().orElse(true)) {
            throw new VariableException("set", path, "its map '" + map.name() + "' is not created");
        }
    }

    private static byte[] initial(MapSpec map) {
        Bytes initial = map.initialValue();
        return initial == null ? new byte[map.valueSize()] : initial.toArray();
    }

    private static MapSpec with(MapSpec map, byte[] element) {
        Bytes bytes = Bytes.wrap(element, map.name());
        return map.change().section(map.section(), bytes, map.frozen()).build();
    }
}
