// SPDX-License-Identifier: MIT
package dev.probeproof.loader.instance;

/**
 * The part of a prologue's frame below its results: one buffer that reads go through, below it values that wait while
 * another part of a computation is under way.
 */
final class ScratchStack {
    private static final int SLOT = 8;

    private final int top;
    private int waiting;
    private int lowest;

    /** @param top frame offset where it starts: minus the bytes of the results */
    ScratchStack(int top) {
        this.top = top;
    }

    /** Frame offset of the buffer, for up to {@link FetchForm#COMM_BYTES} bytes. Never in use while a value waits. */
    int buffer(int bytes) {
        lowest = Math.max(lowest, bytes);
        return top - bytes;
    }

    /** Frame offset of a new slot for a waiting value. */
    int push() {
        waiting++;
        return buffer(SLOT * (1 + waiting));
    }

    /** The last slot is free again. */
    void pop() {
        waiting--;
    }

    /** Bytes taken at most, so far. */
    int sizeBytes() {
        return lowest;
    }
}
