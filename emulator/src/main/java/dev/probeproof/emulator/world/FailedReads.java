// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.world;

import java.util.ArrayList;
import java.util.List;

/** Where the program under way read and found nothing, without an end of it: helpers say an errno, typed loads 0. */
public final class FailedReads {
    /** Addresses that are kept; those after them are forgotten. */
    private static final int MOST = 1_000;

    private List<Long> addresses = new ArrayList<>();

    public void add(long address) {
        if (addresses.size() < MOST) {
            addresses.add(address);
        }
    }

    /** What was added since the last time, in order. */
    public List<Long> take() {
        if (addresses.isEmpty()) {
            return List.of();
        }
        List<Long> taken = addresses;
        addresses = new ArrayList<>();
        return taken;
    }
}
