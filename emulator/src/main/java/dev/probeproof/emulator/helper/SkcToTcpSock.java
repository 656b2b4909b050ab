// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.HelperId;

import static dev.probeproof.emulator.helper.ArgumentKind.BTF_ID_SOCK_COMMON;

/** {@code bpf_skc_to_tcp_sock}: the socket if it is one of TCP; that of a packet is of no protocol. */
final class SkcToTcpSock implements Helper {
    @Override
    public HelperPrototype prototype() {
        return HelperPrototype.of(HelperId.SKC_TO_TCP_SOCK)
                .arguments(BTF_ID_SOCK_COMMON)
                .returning(ReturnKind.BTF_ID_OR_NULL, "tcp_sock");
    }

    @Override
    public long call(HelperContext context, long socket, long unused2, long unused3, long unused4, long unused5) {
        if (socket == 0) {
            return 0;
        }
        if (context.packet() != null) {
            PacketArgument.socket(context, socket, this);
            return 0;
        }
        return SocketObject.at(context, socket, this).is(SocketObject.TCP, SocketObject.STREAM, this) ? socket : 0;
    }
}
