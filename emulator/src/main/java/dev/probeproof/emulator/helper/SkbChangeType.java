// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.HelperId;

import static dev.probeproof.emulator.helper.ArgumentKind.ANYTHING;
import static dev.probeproof.emulator.helper.ArgumentKind.CONTEXT;

/** {@code bpf_skb_change_type}: for whom the packet is said to be. */
final class SkbChangeType implements Helper {
    @Override
    public HelperPrototype prototype() {
        return HelperPrototype.of(HelperId.SKB_CHANGE_TYPE).arguments(CONTEXT, ANYTHING);
    }

    @Override
    public long call(HelperContext context, long contextPointer, long type, long unused3, long unused4, long unused5) {
        return PacketArgument.socketBuffer(context, this).changeType(type & 0xffff_ffffL);
    }
}
