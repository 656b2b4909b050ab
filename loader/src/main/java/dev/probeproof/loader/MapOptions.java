// SPDX-License-Identifier: MIT
package dev.probeproof.loader;

import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.MapSpec;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What {@link LoadOptions} say about one map; empty where they say nothing. */
record MapOptions(
        UnaryOperator<MapSpec> change, Optional<Boolean> create, Optional<MapHandle> replacement, Optional<Path> pin) {
    static final MapOptions NOTHING =
            new MapOptions(UnaryOperator.identity(), Optional.empty(), Optional.empty(), Optional.empty());

    /** After the changes so far. */
    MapOptions withChange(UnaryOperator<MapSpec> next) {
        return new MapOptions(spec -> next.apply(change.apply(spec)), create, replacement, pin);
    }

    MapOptions withCreate(boolean newCreate) {
        return new MapOptions(change, Optional.of(newCreate), replacement, pin);
    }

    MapOptions withReplacement(MapHandle handle) {
        return new MapOptions(change, create, Optional.of(handle), pin);
    }

    MapOptions withPin(Path path) {
        return new MapOptions(change, create, replacement, Optional.of(path));
    }
}
