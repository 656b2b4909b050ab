// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.HelperId;

/** {@code bpf_skc_to_unix_sock}: the socket if it is one of this machine alone, or null. */
final class SkcToUnixSock implements Helper {
    @Override
    public HelperPrototype prototype() {
        return SocketPrototypes.find(HelperId.SKC_TO_UNIX_SOCK);
    }

    @Override
    public long call(HelperContext context, long socket, long unused2, long unused3, long unused4, long unused5) {
        if (socket == 0 || context.packet() != null) {
            return 0;
        }
        SocketObject object = SocketObject.at(context, socket, this);
        return object.isFull(this) && object.isOfFamily(SocketObject.UNIX, this) ? socket : 0;
    }
}
