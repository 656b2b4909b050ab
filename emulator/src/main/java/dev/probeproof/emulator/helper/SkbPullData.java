// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.emulator.packet.SocketBuffer;
import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.HelperId;

import static dev.probeproof.emulator.helper.ArgumentKind.ANYTHING;
import static dev.probeproof.emulator.helper.ArgumentKind.CONTEXT;

/** {@code bpf_skb_pull_data}: makes bytes linear; all of them are, so it fails only where there are too few. */
final class SkbPullData implements Helper {
    @Override
    public HelperPrototype prototype() {
        return HelperPrototype.of(HelperId.SKB_PULL_DATA).arguments(CONTEXT, ANYTHING);
    }

    @Override
    public long call(
            HelperContext context, long contextPointer, long length, long unused3, long unused4, long unused5) {
        SocketBuffer packet = PacketArgument.socketBuffer(context, this);
        return (length & 0xffff_ffffL) > packet.length() ? -Errno.ENOMEM.number() : 0;
    }
}
