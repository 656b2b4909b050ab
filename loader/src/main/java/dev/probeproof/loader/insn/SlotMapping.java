// SPDX-License-Identifier: MIT
package dev.probeproof.loader.insn;

import java.util.Arrays;
import java.util.OptionalInt;

/**
 * Where the slots of a program are after it was edited, for everything that is kept beside the instructions by slot.
 * There are two questions: {@link #slot} follows an instruction, for what belongs to that very instruction (a map
 * reference, a CO-RE outcome); {@link #place} follows a position in the program, for what starts there (a function or
 * line record).
 */
public final class SlotMapping {
    private final int[] slots;
    private final int[] places;

    /**
     * @param slots by old slot: the new one, or -1 if it is gone
     * @param places by old slot, one more for the end: where what stood there, or what comes behind it, is now
     */
    SlotMapping(int[] slots, int[] places) {
        this.slots = slots.clone();
        this.places = places.clone();
    }

    /** Slots of the program before. */
    public int oldSize() {
        return slots.length;
    }

    /** Slots of the program after. */
    public int newSize() {
        return places[slots.length];
    }

    /**
     * Where the instruction of an old slot is now; empty if it was removed or replaced.
     *
     * @throws IndexOutOfBoundsException if the old program has no such slot
     */
    public OptionalInt slot(int old) {
        return slots[old] < 0 ? OptionalInt.empty() : OptionalInt.of(slots[old]);
    }

    /**
     * Where control that went to an old slot goes now: to what was put there, or to what followed the instruction if it
     * was removed. The old size gives the new size.
     *
     * @throws IndexOutOfBoundsException if the old program has no such slot and does not end there
     */
    public int place(int old) {
        return places[old];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SlotMapping that
                && Arrays.equals(slots, that.slots)
                && Arrays.equals(places, that.places);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(slots) + Arrays.hashCode(places);
    }

    /** Like {@code 0->0 1->gone 2->5}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int old = 0; old < slots.length; old++) {
            text.append(old == 0 ? "" : " ").append(old).append("->").append(slots[old] < 0 ? "gone" : slots[old]);
        }
        return text.toString();
    }
}
