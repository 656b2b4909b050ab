// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.emulator.map.EmulatedMap;
import dev.probeproof.emulator.packet.SocketBuffer;
import dev.probeproof.loader.uapi.HelperId;

import static dev.probeproof.emulator.helper.ArgumentKind.ANYTHING;
import static dev.probeproof.emulator.helper.ArgumentKind.MAP;

/** {@code bpf_get_local_storage}: the value that a map has for the control group; a test run starts with one of zeros. */
final class GetLocalStorage implements Helper {
    @Override
    public HelperPrototype prototype() {
        return HelperPrototype.of(HelperId.GET_LOCAL_STORAGE).arguments(MAP, ANYTHING).returning(ReturnKind.MAP_VALUE);
    }

    @Override
    public long call(HelperContext context, long map, long flags, long unused3, long unused4, long unused5) {
        SocketBuffer packet = PacketArgument.socketBuffer(context, this);
        EmulatedMap storage = context.map(map);
        long value = packet.stored(map);
        return value != 0 ? value : packet.storeForRun(map, new byte[storage.spec().valueSize()]);
    }
}
