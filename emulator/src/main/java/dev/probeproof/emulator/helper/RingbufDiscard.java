// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.emulator.map.RingReservations;
import dev.probeproof.loader.uapi.HelperId;

import static dev.probeproof.emulator.helper.ArgumentKind.ANYTHING;
import static dev.probeproof.emulator.helper.ArgumentKind.RELEASED_RECORD;

/** {@code bpf_ringbuf_discard}: gives a record up. */
final class RingbufDiscard implements Helper {
    private final RingReservations reservations;

    RingbufDiscard(RingReservations reservations) {
        this.reservations = reservations;
    }

    @Override
    public HelperPrototype prototype() {
        return HelperPrototype.of(HelperId.RINGBUF_DISCARD)
                .arguments(RELEASED_RECORD, ANYTHING)
                .returning(ReturnKind.VOID);
    }

    @Override
    public long call(HelperContext context, long record, long flags, long unused3, long unused4, long unused5) {
        ReservedRecord.ringOf(reservations, record, this).discard(record);
        return 0;
    }
}
