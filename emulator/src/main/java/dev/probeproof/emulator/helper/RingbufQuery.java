// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.HelperId;

import static dev.probeproof.emulator.helper.ArgumentKind.ANYTHING;
import static dev.probeproof.emulator.helper.ArgumentKind.MAP;

/** {@code bpf_ringbuf_query}: bytes waiting (0), size (1), consumer (2) and producer position (3) of a ring buffer. */
final class RingbufQuery implements Helper {
    @Override
    public HelperPrototype prototype() {
        return HelperPrototype.of(HelperId.RINGBUF_QUERY).arguments(MAP, ANYTHING);
    }

    @Override
    public long call(HelperContext context, long map, long flags, long unused3, long unused4, long unused5) {
        return MapArgument.ringBuffer(context.map(map), this).query(flags);
    }
}
