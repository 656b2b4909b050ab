// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.memory;

import java.util.ArrayList;
import java.util.List;

/** Counts who holds an object of the kernel (handles, programs, maps of maps); whoever lets go last frees it. */
public final class ReferenceCount {
    private final List<Runnable> free = new ArrayList<>();
    private int holders = 1;

    /** Held once, by whoever made it. */
    public ReferenceCount(Runnable free) {
        this.free.add(free);
    }

    /** Asks for something to be done as well when the last holder lets go. */
    public void whenFreed(Runnable action) {
        free.add(action);
    }

    public void retain() {
        if (holders == 0) {
            throw new IllegalStateException("held again after it was freed");
        }
        holders++;
    }

    public void release() {
        if (holders == 0) {
            throw new IllegalStateException("let go more often than held");
        }
        holders--;
        if (holders == 0) {
            free.forEach(Runnable::run);
        }
    }
}
