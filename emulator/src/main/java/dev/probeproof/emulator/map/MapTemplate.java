// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.map;

import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.MapType;

/** What a map of maps knows of the maps it holds: the definition it was made with. */
final class MapTemplate {
    private final MapSpec template;

    private MapTemplate(MapSpec template) {
        this.template = template;
    }

    static MapTemplate of(MapSpec outer) {
        MapSpec inner = outer.inner();
        if (inner == null) {
            throw Refusal.ofCreation(outer, Errno.EINVAL, "without a definition of its elements");
        }
        if (inner.type() == MapType.PROG_ARRAY.number()) {
            throw Refusal.ofCreation(outer, Errno.ENOTSUPP, "program arrays cannot be elements");
        }
        if (inner.type() == MapType.ARRAY_OF_MAPS.number() || inner.type() == MapType.HASH_OF_MAPS.number()) {
            throw Refusal.ofCreation(outer, Errno.EINVAL, "maps of maps cannot be elements");
        }
        return new MapTemplate(inner);
    }

    /** Whether a map can be an element. Only arrays are compiled into programs with their length. */
    boolean admits(MapSpec candidate) {
        boolean sameLength = candidate.maxEntries() == template.maxEntries()
                || candidate.type() != MapType.ARRAY.number()
                || (template.flags() & MapFlags.INNER_MAP) != 0;
        return candidate.type() == template.type()
                && candidate.keySize() == template.keySize()
                && candidate.valueSize() == template.valueSize()
                && candidate.flags() == template.flags()
                && sameLength;
    }
}
