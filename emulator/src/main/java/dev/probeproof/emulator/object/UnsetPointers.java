// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.object;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * What stands in pointers that nobody set: an address of its own for each, where no memory is, so that following it faults
 * and the fault tells which pointer it was.
 */
final class UnsetPointers {
    /** In the kernel's half of every architecture that has one, and nothing else is mapped there. */
    private static final long FIRST = 0xffff_de00_0000_0000L;

    /** How far behind a pointer a member may lie and still be taken for one of what it points to. */
    private static final int REACH_SHIFT = 16;

    private static final int MOST = 1 << 24;

    private record Owner(KernelObject object, int[] offsets) {}

    private final TreeMap<Integer, Owner> owners = new TreeMap<>();
    private int next;

    /**
     * Addresses for the pointers of an object.
     *
     * @param offsets in bytes, where its pointers lie
     * @return the first; each one after it is {@link #step} further
     */
    long claim(KernelObject object, int[] offsets) {
        if (offsets.length > MOST - next) {
            throw new KernelObjectException("more than " + MOST + " pointers in one kernel");
        }
        owners.put(next, new Owner(object, offsets));
        long first = FIRST + ((long) next << REACH_SHIFT);
        next += offsets.length;
        return first;
    }

    static long step() {
        return 1L << REACH_SHIFT;
    }

    static boolean isUnset(long address) {
        return slot(address).isPresent();
    }

    private static OptionalInt slot(long address) {
        long slot = address - FIRST >> REACH_SHIFT;
        return slot >= 0 && slot < MOST ? OptionalInt.of((int) slot) : OptionalInt.empty();
    }

    /** The object and the offset in it of the pointer that leads to an address. */
    Optional<PointerPlace> at(long address) {
        OptionalInt slot = slot(address);
        Map.Entry<Integer, Owner> entry = slot.isEmpty() ? null : owners.floorEntry(slot.getAsInt());
        if (entry == null
                || slot.getAsInt() - entry.getKey() >= entry.getValue().offsets().length) {
            return Optional.empty();
        }
        int offset = entry.getValue().offsets()[slot.getAsInt() - entry.getKey()];
        return Optional.of(new PointerPlace(entry.getValue().object(), offset));
    }

    /** @param offset in bytes */
    record PointerPlace(KernelObject object, int offset) {}
}
