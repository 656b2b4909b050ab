// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.HelperId;

import static dev.probeproof.emulator.helper.ArgumentKind.CONTEXT;

/** {@code bpf_set_hash_invalid}: forgets the hash of the packet's flow. */
final class SetHashInvalid implements Helper {
    @Override
    public HelperPrototype prototype() {
        return HelperPrototype.of(HelperId.SET_HASH_INVALID).arguments(CONTEXT);
    }

    @Override
    public long call(HelperContext context, long contextPointer, long unused2, long unused3, long unused4, long unused5) {
        PacketArgument.socketBuffer(context, this).hash(0);
        return 0;
    }
}
