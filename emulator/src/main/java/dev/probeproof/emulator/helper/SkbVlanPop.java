// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.HelperId;

import static dev.probeproof.emulator.helper.ArgumentKind.CONTEXT;

/** {@code bpf_skb_vlan_pop}: takes the outermost tag from the packet. */
final class SkbVlanPop implements Helper {
    @Override
    public HelperPrototype prototype() {
        return HelperPrototype.of(HelperId.SKB_VLAN_POP).arguments(CONTEXT);
    }

    @Override
    public long call(HelperContext context, long contextPointer, long unused2, long unused3, long unused4, long unused5) {
        return PacketArgument.socketBuffer(context, this).popVlan();
    }
}
