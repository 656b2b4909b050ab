// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.memory;

/** Counts who holds an object of the kernel (handles, programs, maps of maps); whoever lets go last frees it. */
public final class ReferenceCount {
    private final Runnable free;
    private int holders = 1;

    /** Held once, by whoever made it. */
    public ReferenceCount(Runnable free) {
        this.free = free;
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
            free.run();
        }
    }
}
