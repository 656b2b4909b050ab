// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.emulator.map.EmulatedMap;

/** A map and what user space did to it: shared by every handle and every pin of the map. */
final class UserMap {
    private final EmulatedMap map;
    private int holders;
    private boolean frozen;

    /** Nobody holds it yet but its maker, who hands that over to the first {@link #hold}. */
    UserMap(EmulatedMap map) {
        this.map = map;
    }

    EmulatedMap map() {
        return map;
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
