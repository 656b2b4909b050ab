// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.emulator.packet.SocketBuffer;
import dev.probeproof.loader.uapi.HelperId;

import static dev.probeproof.emulator.helper.ArgumentKind.CONTEXT;

/** {@code bpf_get_hash_recalc}: the hash of the packet's flow. A kernel keys it with a secret; here it is drawn from the world's random numbers when it is first asked for. */
final class GetHashRecalc implements Helper {
    @Override
    public HelperPrototype prototype() {
        return HelperPrototype.of(HelperId.GET_HASH_RECALC).arguments(CONTEXT);
    }

    @Override
    public long call(HelperContext context, long contextPointer, long unused2, long unused3, long unused4, long unused5) {
        SocketBuffer packet = PacketArgument.socketBuffer(context, this);
        if (packet.hash() == 0) {
            packet.hash((int) context.world().random().nextU32() | 1);
        }
        return packet.hash() & 0xffff_ffffL;
    }
}
