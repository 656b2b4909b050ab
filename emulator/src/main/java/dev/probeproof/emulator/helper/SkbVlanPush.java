// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.HelperId;

import static dev.probeproof.emulator.helper.ArgumentKind.ANYTHING;
import static dev.probeproof.emulator.helper.ArgumentKind.CONTEXT;

/** {@code bpf_skb_vlan_push}: tags the packet. */
final class SkbVlanPush implements Helper {
    @Override
    public HelperPrototype prototype() {
        return HelperPrototype.of(HelperId.SKB_VLAN_PUSH).arguments(CONTEXT, ANYTHING, ANYTHING);
    }

    @Override
    public long call(HelperContext context, long contextPointer, long etherType, long tag, long unused4, long unused5) {
        // In network byte order, as programs have it from the packet.
        return PacketArgument.socketBuffer(context, this)
                .pushVlan(PacketArgument.networkOrder(context, etherType), (int) tag);
    }
}
