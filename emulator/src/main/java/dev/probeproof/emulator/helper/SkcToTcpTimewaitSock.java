// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.HelperId;

/** {@code bpf_skc_to_tcp_timewait_sock}: the socket if it waits for the end of its connection, or null. */
final class SkcToTcpTimewaitSock implements Helper {
    @Override
    public HelperPrototype prototype() {
        return SocketPrototypes.find(HelperId.SKC_TO_TCP_TIMEWAIT_SOCK);
    }

    @Override
    public long call(HelperContext context, long socket, long unused2, long unused3, long unused4, long unused5) {
        if (socket == 0 || context.packet() != null) {
            return 0;
        }
        SocketObject object = SocketObject.at(context, socket, this);
        return object.isInState(SocketObject.TIME_WAIT, this) ? socket : 0;
    }
}
