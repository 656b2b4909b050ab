// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.loader.instance.ProgramInstance;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.kernel.ProgramHandle;
import dev.probeproof.loader.kernel.ProgramImage;
import dev.probeproof.loader.relocate.MapReference;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Stands for a map where an image is only looked at: it has a name, and no kernel holds it. */
final class NamedMap implements MapHandle {
    private final MapSpec spec;

    private NamedMap(String name) {
        this.spec = MapSpec.builder(name, 0).build();
    }

    /** The image of an instance, with a stand-in for every map that it names. */
    static ProgramImage image(ProgramInstance instance) {
        Map<String, MapHandle> maps = new LinkedHashMap<>();
        for (MapReference reference : instance.program().maps()) {
            maps.computeIfAbsent(reference.map(), NamedMap::new);
        }
        for (String name : instance.prologueMaps()) {
            maps.computeIfAbsent(name, NamedMap::new);
        }
        return instance.image(maps);
    }

    @Override
    public MapSpec spec() {
        return spec;
    }

    @Override
    public Optional<byte[]> lookup(byte[] key) {
        throw notThere();
    }

    @Override
    public void update(byte[] key, byte[] value, long flags) {
        throw notThere();
    }

    @Override
    public void update(byte[] key, ProgramHandle program) {
        throw notThere();
    }

    @Override
    public void update(byte[] key, MapHandle map) {
        throw notThere();
    }

    @Override
    public void delete(byte[] key) {
        throw notThere();
    }

    @Override
    public Optional<byte[]> nextKey(Optional<byte[]> key) {
        throw notThere();
    }

    @Override
    public void pin(Path path) {
        throw notThere();
    }

    @Override
    public void freeze() {
        throw notThere();
    }

    @Override
    public boolean isClosed() {
        return true;
    }

    @Override
    public void close() {}

    private IllegalStateException notThere() {
        return new IllegalStateException("map '" + spec.name() + "' is in no kernel");
    }
}
