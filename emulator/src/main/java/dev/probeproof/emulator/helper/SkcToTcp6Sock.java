// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.HelperId;

/** {@code bpf_skc_to_tcp6_sock}: the socket if it is one of TCP over IPv6, or null. */
final class SkcToTcp6Sock implements Helper {
    @Override
    public HelperPrototype prototype() {
        return SocketPrototypes.find(HelperId.SKC_TO_TCP6_SOCK);
    }

    @Override
    public long call(HelperContext context, long socket, long unused2, long unused3, long unused4, long unused5) {
        if (socket == 0 || context.packet() != null) {
            return 0;
        }
        SocketObject object = SocketObject.at(context, socket, this);
        return object.is(SocketObject.TCP, SocketObject.STREAM, this) && object.isOfFamily(SocketObject.INET6, this)
                ? socket
                : 0;
    }
}
