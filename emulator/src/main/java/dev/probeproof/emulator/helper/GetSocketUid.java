// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.HelperId;

import static dev.probeproof.emulator.helper.ArgumentKind.CONTEXT;

/** {@code bpf_get_socket_uid}: who owns the packet's socket; that of a test run is root's. */
final class GetSocketUid implements Helper {
    @Override
    public HelperPrototype prototype() {
        return HelperPrototype.of(HelperId.GET_SOCKET_UID).arguments(CONTEXT);
    }

    @Override
    public long call(HelperContext context, long contextPointer, long unused2, long unused3, long unused4, long unused5) {
        PacketArgument.socketBuffer(context, this);
        return 0;
    }
}
