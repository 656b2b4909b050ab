// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.emulator.packet.SocketBuffer;
import dev.probeproof.loader.uapi.HelperId;

import static dev.probeproof.emulator.helper.ArgumentKind.ANYTHING;
import static dev.probeproof.emulator.helper.ArgumentKind.BTF_ID_SOCK_COMMON;
import static dev.probeproof.emulator.helper.ArgumentKind.MAP;
import static dev.probeproof.emulator.helper.ArgumentKind.MAP_VALUE_OR_NULL;

/** {@code bpf_sk_storage_get}: the value that a map has for a socket, made if asked for. */
final class SkStorageGet implements Helper {
    /** {@code BPF_SK_STORAGE_GET_F_CREATE}. */
    private static final long CREATE = 1;

    @Override
    public HelperPrototype prototype() {
        return HelperPrototype.of(HelperId.SK_STORAGE_GET)
                .arguments(MAP, BTF_ID_SOCK_COMMON, MAP_VALUE_OR_NULL, ANYTHING)
                .returning(ReturnKind.MAP_VALUE_OR_NULL);
    }

    @Override
    public long call(HelperContext context, long map, long socket, long initial, long flags, long unused5) {
        if (socket == 0 || (flags & ~CREATE) != 0) {
            return 0;
        }
        if (context.packet() == null) {
            return ObjectStorage.get(context, this, map, socket, initial, flags);
        }
        SocketBuffer packet = PacketArgument.socket(context, socket, this);
        int size = context.map(map).spec().valueSize();
        long value = packet.stored(map);
        if (value != 0 || flags != CREATE) {
            return value;
        }
        return packet.storeForRun(map, initial == 0 ? new byte[size] : ProgramMemory.read(context, initial, size));
    }
}
