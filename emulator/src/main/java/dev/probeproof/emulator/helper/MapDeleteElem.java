// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.emulator.map.EmulatedMap;
import dev.probeproof.loader.uapi.HelperId;

import static dev.probeproof.emulator.helper.ArgumentKind.MAP;
import static dev.probeproof.emulator.helper.ArgumentKind.MAP_KEY;

/** {@code bpf_map_delete_elem}: removes an element. */
final class MapDeleteElem implements Helper {
    @Override
    public HelperPrototype prototype() {
        return HelperPrototype.of(HelperId.MAP_DELETE_ELEM).takingPackets().arguments(MAP, MAP_KEY);
    }

    @Override
    public long call(HelperContext context, long map, long key, long unused3, long unused4, long unused5) {
        EmulatedMap target = MapArgument.writable(context.map(map));
        return target.delete(ProgramMemory.read(context, key, target.spec().keySize()));
    }
}
