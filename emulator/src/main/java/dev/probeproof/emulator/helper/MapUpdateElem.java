// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.emulator.map.EmulatedMap;
import dev.probeproof.loader.uapi.HelperId;

import static dev.probeproof.emulator.helper.ArgumentKind.ANYTHING;
import static dev.probeproof.emulator.helper.ArgumentKind.MAP;
import static dev.probeproof.emulator.helper.ArgumentKind.MAP_KEY;
import static dev.probeproof.emulator.helper.ArgumentKind.MAP_VALUE;

/** {@code bpf_map_update_elem}: adds or replaces an element. */
final class MapUpdateElem implements Helper {
    @Override
    public HelperPrototype prototype() {
        return HelperPrototype.of(HelperId.MAP_UPDATE_ELEM)
                .takingPackets()
                .arguments(MAP, MAP_KEY, MAP_VALUE, ANYTHING);
    }

    @Override
    public long call(HelperContext context, long map, long key, long value, long flags, long unused5) {
        EmulatedMap target = MapArgument.writable(context.map(map));
        byte[] keyBytes = ProgramMemory.read(context, key, target.spec().keySize());
        return target.update(
                keyBytes, ProgramMemory.read(context, value, target.spec().valueSize()), flags);
    }
}
