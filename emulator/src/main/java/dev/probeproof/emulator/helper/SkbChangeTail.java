// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.HelperId;

import static dev.probeproof.emulator.helper.ArgumentKind.ANYTHING;
import static dev.probeproof.emulator.helper.ArgumentKind.CONTEXT;

/** {@code bpf_skb_change_tail}: makes the packet that long. */
final class SkbChangeTail implements Helper {
    @Override
    public HelperPrototype prototype() {
        return HelperPrototype.of(HelperId.SKB_CHANGE_TAIL).arguments(CONTEXT, ANYTHING, ANYTHING);
    }

    @Override
    public long call(HelperContext context, long contextPointer, long length, long flags, long unused4, long unused5) {
        return PacketArgument.socketBuffer(context, this).changeTail(length & 0xffff_ffffL, flags);
    }
}
