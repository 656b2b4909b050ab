// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.map;

import dev.probeproof.loader.kernel.MapSpec;

/** What every map answers from its identity. */
interface IdentifiedMap extends EmulatedMap {
    MapIdentity identity();

    @Override
    default MapSpec spec() {
        return identity().spec();
    }

    @Override
    default int id() {
        return identity().id();
    }

    @Override
    default long address() {
        return identity().address();
    }
}
