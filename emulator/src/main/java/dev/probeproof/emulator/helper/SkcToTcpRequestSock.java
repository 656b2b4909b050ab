// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.HelperId;

/** {@code bpf_skc_to_tcp_request_sock}: the socket if it is a request for a connection, or null. */
final class SkcToTcpRequestSock implements Helper {
    @Override
    public HelperPrototype prototype() {
        return SocketPrototypes.find(HelperId.SKC_TO_TCP_REQUEST_SOCK);
    }

    @Override
    public long call(HelperContext context, long socket, long unused2, long unused3, long unused4, long unused5) {
        if (socket == 0 || context.packet() != null) {
            return 0;
        }
        SocketObject object = SocketObject.at(context, socket, this);
        return object.isInState(SocketObject.NEW_SYN_RECEIVED, this) ? socket : 0;
    }
}
