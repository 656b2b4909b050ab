// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.map;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Which ring buffer a reserved record belongs to: a program gives back only the record. One for each kernel. */
public final class RingReservations {
    private final Map<Long, RingBufferMap> byAddress = new TreeMap<>();

    /** The ring buffer that the record at an address was reserved in, or null if there is no such record. */
    public @Nullable RingBufferMap ringOf(long recordAddress) {
        return byAddress.get(recordAddress);
    }

    void add(long recordAddress, RingBufferMap ring) {
        byAddress.put(recordAddress, ring);
    }

    void remove(long recordAddress) {
        byAddress.remove(recordAddress);
    }
}
