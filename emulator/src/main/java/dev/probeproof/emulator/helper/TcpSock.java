// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.HelperId;

import static dev.probeproof.emulator.helper.ArgumentKind.SOCK_COMMON;

/** {@code bpf_tcp_sock}: the socket if it is one of TCP; that of a packet is of no protocol. */
final class TcpSock implements Helper {
    @Override
    public HelperPrototype prototype() {
        return HelperPrototype.of(HelperId.TCP_SOCK).arguments(SOCK_COMMON).returning(ReturnKind.TCP_SOCK_OR_NULL);
    }

    @Override
    public long call(HelperContext context, long socket, long unused2, long unused3, long unused4, long unused5) {
        PacketArgument.socket(context, socket, this);
        return 0;
    }
}
