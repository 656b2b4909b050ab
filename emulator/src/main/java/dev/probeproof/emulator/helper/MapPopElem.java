// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.emulator.map.ElementQueue;
import dev.probeproof.loader.uapi.HelperId;

import static dev.probeproof.emulator.helper.ArgumentKind.MAP;
import static dev.probeproof.emulator.helper.ArgumentKind.UNINITIALIZED_MAP_VALUE;

/** {@code bpf_map_pop_elem}: takes a value from a queue or stack. */
final class MapPopElem implements Helper {
    @Override
    public HelperPrototype prototype() {
        return HelperPrototype.of(HelperId.MAP_POP_ELEM).arguments(MAP, UNINITIALIZED_MAP_VALUE);
    }

    @Override
    public long call(HelperContext context, long map, long value, long unused3, long unused4, long unused5) {
        ElementQueue target = MapArgument.queue(MapArgument.writable(context.map(map)), this);
        byte[] bytes = ProgramMemory.read(context, value, target.spec().valueSize());
        long result = target.pop(bytes);
        ProgramMemory.write(context, value, bytes);
        return result;
    }
}
