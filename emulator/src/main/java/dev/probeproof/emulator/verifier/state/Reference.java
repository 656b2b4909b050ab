// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.state;

import org.jspecify.annotations.Nullable;

/**
 * Something acquired that has to be released, or a lock that is held.
 *
 * @param id of the reference; for locks, of the object that holds the lock
 * @param slot the instruction that acquired it
 * @param pointer for locks: what tells two locks of one map apart (the map, or null)
 */
public record Reference(
        Kind kind, int id, int slot, @Nullable Object pointer) {
    /** What it is. */
    public enum Kind {
        OBJECT,
        IRQ,
        LOCK,
        RES_LOCK,
        RES_LOCK_IRQ
    }

    public boolean isLock() {
        return kind == Kind.LOCK || kind == Kind.RES_LOCK || kind == Kind.RES_LOCK_IRQ;
    }
}
