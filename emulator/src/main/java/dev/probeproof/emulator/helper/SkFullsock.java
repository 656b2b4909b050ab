// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.HelperId;

import static dev.probeproof.emulator.helper.ArgumentKind.SOCK_COMMON;

/** {@code bpf_sk_fullsock}: the socket itself; that of a packet is a full one. */
final class SkFullsock implements Helper {
    @Override
    public HelperPrototype prototype() {
        return HelperPrototype.of(HelperId.SK_FULLSOCK).arguments(SOCK_COMMON).returning(ReturnKind.SOCKET_OR_NULL);
    }

    @Override
    public long call(HelperContext context, long socket, long unused2, long unused3, long unused4, long unused5) {
        PacketArgument.socket(context, socket, this);
        return socket;
    }
}
