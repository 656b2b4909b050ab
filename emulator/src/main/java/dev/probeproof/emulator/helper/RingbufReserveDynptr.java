// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.HelperId;

/** {@code bpf_ringbuf_reserve_dynptr}: makes room for a record; to be given back even where there was none. */
final class RingbufReserveDynptr implements Helper {
    @Override
    public HelperPrototype prototype() {
        return StoragePrototypes.find(HelperId.RINGBUF_RESERVE_DYNPTR);
    }

    @Override
    public long call(HelperContext context, long map, long size, long flags, long dynptr, long unused5) {
        boolean fits = (size & 0xffff_ffffL) <= Dynptr.MOST_BYTES;
        long record = !fits || flags != 0
                ? 0
                : MapArgument.ringBuffer(context.map(map), this).reserve(size & 0xffff_ffffL, 0);
        (record == 0 ? Dynptr.NULL : new Dynptr(record, (int) size | Dynptr.RING_BUFFER, 0)).store(context, dynptr);
        return record != 0 ? 0 : fits ? -Errno.EINVAL.number() : -Errno.E2BIG.number();
    }
}
