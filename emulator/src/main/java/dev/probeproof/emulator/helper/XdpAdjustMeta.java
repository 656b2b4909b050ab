// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.HelperId;

import static dev.probeproof.emulator.helper.ArgumentKind.ANYTHING;
import static dev.probeproof.emulator.helper.ArgumentKind.CONTEXT;

/** {@code bpf_xdp_adjust_meta}: moves the start of the metadata in front of the packet. */
final class XdpAdjustMeta implements Helper {
    @Override
    public HelperPrototype prototype() {
        return HelperPrototype.of(HelperId.XDP_ADJUST_META).arguments(CONTEXT, ANYTHING);
    }

    @Override
    public long call(HelperContext context, long contextPointer, long offset, long unused3, long unused4, long unused5) {
        return PacketArgument.xdp(context, this).adjustMetadata((int) offset);
    }
}
