// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.map;

/** A map that {@code bpf_for_each_map_elem} can go through. */
public interface Traversable {
    /** What the helper's callback does with an element; anything but 0 stops. */
    @FunctionalInterface
    interface Visitor {
        long visit(long keyAddress, long valueAddress);
    }

    /** Visits the elements as they were at the start, less those deleted on the way; returns how many were visited. */
    long forEach(Visitor visitor);
}
