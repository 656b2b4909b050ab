// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.HelperId;

import static dev.probeproof.emulator.helper.ArgumentKind.ANYTHING;
import static dev.probeproof.emulator.helper.ArgumentKind.CONTEXT;
import static dev.probeproof.emulator.helper.ArgumentKind.READ_ONLY_MEMORY;
import static dev.probeproof.emulator.helper.ArgumentKind.SIZE_OR_ZERO;

/** {@code bpf_sk_lookup_tcp}: the socket that a packet is for; nobody listens here. */
final class SkLookupTcp implements Helper {
    @Override
    public HelperPrototype prototype() {
        return HelperPrototype.of(HelperId.SK_LOOKUP_TCP)
                .takingPackets()
                .arguments(CONTEXT, READ_ONLY_MEMORY, SIZE_OR_ZERO, ANYTHING, ANYTHING)
                .returning(ReturnKind.SOCKET_OR_NULL);
    }

    @Override
    public long call(HelperContext context, long contextPointer, long tuple, long size, long namespace, long flags) {
        PacketArgument.required(context, this);
        return 0;
    }
}
