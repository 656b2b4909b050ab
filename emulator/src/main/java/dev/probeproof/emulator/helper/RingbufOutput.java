// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.HelperId;

import static dev.probeproof.emulator.helper.ArgumentKind.ANYTHING;
import static dev.probeproof.emulator.helper.ArgumentKind.MAP;
import static dev.probeproof.emulator.helper.ArgumentKind.READ_ONLY_MEMORY;
import static dev.probeproof.emulator.helper.ArgumentKind.SIZE_OR_ZERO;

/** {@code bpf_ringbuf_output}: copies a record into a ring buffer; -EAGAIN if it is full. */
final class RingbufOutput implements Helper {
    @Override
    public HelperPrototype prototype() {
        return HelperPrototype.of(HelperId.RINGBUF_OUTPUT).arguments(MAP, READ_ONLY_MEMORY, SIZE_OR_ZERO, ANYTHING);
    }

    @Override
    public long call(HelperContext context, long map, long data, long size, long flags, long unused5) {
        byte[] record = ProgramMemory.read(context, data, size);
        return MapArgument.ringBuffer(context.map(map), this).output(record, flags);
    }
}
