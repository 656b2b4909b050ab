// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.emulator.map.RingReservations;
import dev.probeproof.loader.uapi.HelperId;

import static dev.probeproof.emulator.helper.ArgumentKind.ANYTHING;
import static dev.probeproof.emulator.helper.ArgumentKind.RELEASED_RECORD;

/** {@code bpf_ringbuf_submit}: gives a finished record to the consumer. */
final class RingbufSubmit implements Helper {
    private final RingReservations reservations;

    RingbufSubmit(RingReservations reservations) {
        this.reservations = reservations;
    }

    @Override
    public HelperPrototype prototype() {
        return HelperPrototype.of(HelperId.RINGBUF_SUBMIT)
                .arguments(RELEASED_RECORD, ANYTHING)
                .returning(ReturnKind.VOID);
    }

    @Override
    public long call(HelperContext context, long record, long flags, long unused3, long unused4, long unused5) {
        ReservedRecord.ringOf(reservations, record, this).submit(record);
        return 0;
    }
}
