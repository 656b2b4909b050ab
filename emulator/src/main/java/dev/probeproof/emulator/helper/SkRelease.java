// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.HelperId;

import static dev.probeproof.emulator.helper.ArgumentKind.RELEASED_BTF_ID_SOCK_COMMON;

/** {@code bpf_sk_release}: gives a socket back; that of a packet is not counted. */
final class SkRelease implements Helper {
    @Override
    public HelperPrototype prototype() {
        return HelperPrototype.of(HelperId.SK_RELEASE).arguments(RELEASED_BTF_ID_SOCK_COMMON);
    }

    @Override
    public long call(HelperContext context, long socket, long unused2, long unused3, long unused4, long unused5) {
        PacketArgument.socket(context, socket, this);
        return 0;
    }
}
