// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.HelperId;

import static dev.probeproof.emulator.helper.ArgumentKind.ANYTHING;
import static dev.probeproof.emulator.helper.ArgumentKind.CONSTANT_ALLOCATION_SIZE;
import static dev.probeproof.emulator.helper.ArgumentKind.MAP;

/** {@code bpf_ringbuf_reserve}: room for a record in a ring buffer, or null if it is full. */
final class RingbufReserve implements Helper {
    @Override
    public HelperPrototype prototype() {
        return HelperPrototype.of(HelperId.RINGBUF_RESERVE)
                .arguments(MAP, CONSTANT_ALLOCATION_SIZE, ANYTHING)
                .returning(ReturnKind.RECORD_OR_NULL);
    }

    @Override
    public long call(HelperContext context, long map, long size, long flags, long unused4, long unused5) {
        return MapArgument.ringBuffer(context.map(map), this).reserve(size, flags);
    }
}
