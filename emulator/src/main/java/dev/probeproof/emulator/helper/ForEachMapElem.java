// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.emulator.map.EmulatedMap;
import dev.probeproof.emulator.map.Traversable;
import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.HelperId;

import static dev.probeproof.emulator.helper.ArgumentKind.ANYTHING;
import static dev.probeproof.emulator.helper.ArgumentKind.CALLBACK;
import static dev.probeproof.emulator.helper.ArgumentKind.MAP;
import static dev.probeproof.emulator.helper.ArgumentKind.STACK_OR_NULL;

/** {@code bpf_for_each_map_elem}: calls a function of the program for each element; returns how many it visited. */
final class ForEachMapElem implements Helper {
    @Override
    public HelperPrototype prototype() {
        return HelperPrototype.of(HelperId.FOR_EACH_MAP_ELEM).arguments(MAP, CALLBACK, STACK_OR_NULL, ANYTHING);
    }

    @Override
    public long call(HelperContext context, long map, long callback, long callbackContext, long flags, long unused5) {
        EmulatedMap target = context.map(map);
        Traversable elements = MapArgument.traversable(target, this);
        if (flags != 0) {
            return -Errno.EINVAL.number();
        }
        return elements.forEach((key, value) -> context.callFunction(callback, map, key, value, callbackContext, 0));
    }
}
