// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.emulator.map.EmulatedMap;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.kernel.TargetKernel;
import org.jspecify.annotations.Nullable;

/** A map and what user space did to it: shared by every handle and every pin of the map. */
final class UserMap {
    private final EmulatedMap map;
    private final MapView view;
    private int holders;
    private boolean frozen;

    /**
     * Nobody holds it yet but its maker, who hands that over to the first {@link #hold}.
     *
     * @param types those of its keys and values, or null
     */
    UserMap(EmulatedMap map, @Nullable Btf types, TargetKernel target) {
        this.map = map;
        this.view = MapView.of(this, types, target);
    }

    EmulatedMap map() {
        return map;
    }

    /** What the verifier sees of it. */
    MapView view() {
        return view;
    }

    boolean isFrozen() {
        return frozen;
    }

    void freeze() {
        frozen = true;
    }

    /** One more handle or pin. */
    void hold() {
        if (holders++ > 0) {
            map.references().retain();
        }
    }

    /** One less; what a map keeps for user space alone goes with the last. */
    void release() {
        if (--holders == 0) {
            map.abandonedByUser();
        }
        map.references().release();
    }
}
