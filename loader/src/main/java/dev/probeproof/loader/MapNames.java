// SPDX-License-Identifier: MIT
package dev.probeproof.loader;

import dev.probeproof.loader.kernel.MapSpec;
import java.util.Map;

/** Maps of data sections have two names: their own, and that of the section. */
final class MapNames {
    private MapNames() {}

    /** What is said about a map, under either name. */
    static MapOptions find(Map<String, MapOptions> options, MapSpec map) {
        MapOptions own = options.get(map.name());
        String section = map.section();
        if (own == null && section != null) {
            own = options.get(section);
        }
        return own == null ? MapOptions.NOTHING : own;
    }
}
