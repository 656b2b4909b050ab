// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.HelperId;

import static dev.probeproof.emulator.helper.ArgumentKind.ANYTHING;
import static dev.probeproof.emulator.helper.ArgumentKind.CONTEXT;

/** {@code bpf_set_hash}: gives the packet's flow a hash. */
final class SetHash implements Helper {
    @Override
    public HelperPrototype prototype() {
        return HelperPrototype.of(HelperId.SET_HASH).arguments(CONTEXT, ANYTHING);
    }

    @Override
    public long call(HelperContext context, long contextPointer, long hash, long unused3, long unused4, long unused5) {
        PacketArgument.socketBuffer(context, this).hash((int) hash);
        return 0;
    }
}
