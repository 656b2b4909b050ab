// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.emulator.map.EmulatedMap;
import dev.probeproof.emulator.memory.Region;
import dev.probeproof.loader.uapi.HelperId;

import static dev.probeproof.emulator.helper.ArgumentKind.MAP;
import static dev.probeproof.emulator.helper.ArgumentKind.MAP_KEY;

/** {@code bpf_map_lookup_elem}: the address of the value of a key, or null. */
final class MapLookupElem implements Helper {
    @Override
    public HelperPrototype prototype() {
        return HelperPrototype.of(HelperId.MAP_LOOKUP_ELEM)
                .takingPackets()
                .arguments(MAP, MAP_KEY)
                .returning(ReturnKind.MAP_VALUE_OR_NULL);
    }

    @Override
    public long call(HelperContext context, long map, long key, long unused3, long unused4, long unused5) {
        EmulatedMap target = context.map(map);
        int size = target.spec().keySize();
        Region source = ProgramMemory.readable(context, key, size);
        return target.lookupAddress(source.bytes(), (int) (key - source.base()));
    }
}
