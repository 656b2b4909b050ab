// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.emulator.map.RingReservations;
import dev.probeproof.loader.uapi.HelperId;

/** {@code bpf_ringbuf_discard_dynptr}: gives a record up; nothing where none was reserved. */
final class RingbufDiscardDynptr implements Helper {
    private final RingReservations reservations;

    RingbufDiscardDynptr(RingReservations reservations) {
        this.reservations = reservations;
    }

    @Override
    public HelperPrototype prototype() {
        return StoragePrototypes.find(HelperId.RINGBUF_DISCARD_DYNPTR);
    }

    @Override
    public long call(HelperContext context, long dynptr, long flags, long unused3, long unused4, long unused5) {
        Dynptr record = Dynptr.at(context, dynptr);
        if (!record.isNull()) {
            ReservedRecord.ringOf(reservations, record.data(), this).discard(record.data());
            Dynptr.NULL.store(context, dynptr);
        }
        return 0;
    }
}
