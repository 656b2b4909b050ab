// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.HelperId;

import static dev.probeproof.emulator.helper.ArgumentKind.SOCK_COMMON;

/** {@code bpf_get_listener_sock}: the socket if it listens; that of a packet does not. */
final class GetListenerSock implements Helper {
    @Override
    public HelperPrototype prototype() {
        return HelperPrototype.of(HelperId.GET_LISTENER_SOCK).arguments(SOCK_COMMON).returning(ReturnKind.SOCKET_OR_NULL);
    }

    @Override
    public long call(HelperContext context, long socket, long unused2, long unused3, long unused4, long unused5) {
        PacketArgument.socket(context, socket, this);
        return 0;
    }
}
