// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.emulator.map.ElementQueue;
import dev.probeproof.loader.uapi.HelperId;

import static dev.probeproof.emulator.helper.ArgumentKind.ANYTHING;
import static dev.probeproof.emulator.helper.ArgumentKind.MAP;
import static dev.probeproof.emulator.helper.ArgumentKind.MAP_VALUE;

/** {@code bpf_map_push_elem}: adds a value to a queue, stack or Bloom filter. */
final class MapPushElem implements Helper {
    @Override
    public HelperPrototype prototype() {
        return HelperPrototype.of(HelperId.MAP_PUSH_ELEM).takingPackets().arguments(MAP, MAP_VALUE, ANYTHING);
    }

    @Override
    public long call(HelperContext context, long map, long value, long flags, long unused4, long unused5) {
        ElementQueue target = MapArgument.queue(MapArgument.writable(context.map(map)), this);
        return target.push(ProgramMemory.read(context, value, target.spec().valueSize()), flags);
    }
}
