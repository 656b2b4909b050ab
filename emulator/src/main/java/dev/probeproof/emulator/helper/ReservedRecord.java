// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.emulator.map.RingBufferMap;
import dev.probeproof.emulator.map.RingReservations;

/** The record that a program gives back. */
final class ReservedRecord {
    private ReservedRecord() {}

    static RingBufferMap ringOf(RingReservations reservations, long record, Helper helper) {
        RingBufferMap ring = reservations.ringOf(record);
        if (ring == null) {
            throw new ExecutionFault(
                    ExecutionFault.Kind.INSTRUCTION,
                    helper.prototype().id().functionName() + " of 0x" + Long.toHexString(record)
                            + ", where no record is reserved");
        }
        return ring;
    }
}
