// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.world;

import java.util.TreeSet;

/** The BPF spin locks that the program under way holds, by address. One CPU runs at a time, so nobody ever waits. */
public final class HeldLocks {
    private final TreeSet<Long> addresses = new TreeSet<>(Long::compareUnsigned);

    /** False if it is held already: a real CPU would wait for ever. */
    public boolean acquire(long address) {
        return addresses.add(address);
    }

    /** False if it is not held. */
    public boolean release(long address) {
        return addresses.remove(address);
    }

    public boolean isEmpty() {
        return addresses.isEmpty();
    }

    /** Forgets all: a run that faulted leaves nothing behind. */
    public void clear() {
        addresses.clear();
    }
}
