// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.state;

import java.util.Arrays;

/**
 * How a path came along since the last checkpoint: an entry for each jump point passed, and for each instruction whose
 * effect on precision cannot be told from its bits (stack accesses through other registers, linked scalars).
 */
public final class JumpHistory {
    /** In {@link #flags}: the instruction accesses the stack; slot in bits 0 to 5, frame in bits 6 to 8. */
    public static final int STACK_ACCESS = 1 << 9;

    /** In {@link #flags}: a comparison whose left side is a stack pointer. */
    public static final int DESTINATION_IS_STACK = 1 << 10;
    /** In {@link #flags}: a comparison whose right side is a stack pointer. */
    public static final int SOURCE_IS_STACK = 1 << 11;

    /** A program has at most a million instructions. */
    private static final int SLOT_BITS = 24;

    private static final long SLOT_MASK = (1L << SLOT_BITS) - 1;
    private static final long[] NONE = {};
    private static final int SMALLEST = 4;

    /** By entry: slot in bits 0 to 23, the slot before in bits 24 to 47, flags above. */
    private long[] entries = NONE;
    /**
     * By entry, registers and stack slots that were linked when a branch refined them, packed as {@code LinkedRegisters}
     * has it; as long as the last entry that has some needs it.
     */
    private long[] linked = NONE;

    private int size;

    public JumpHistory() {}

    private JumpHistory(JumpHistory old) {
        size = old.size;
        entries = size == 0 ? NONE : Arrays.copyOf(old.entries, size);
        linked = size == 0 ? NONE : Arrays.copyOf(old.linked, Math.min(old.linked.length, size));
    }

    public JumpHistory copy() {
        return new JumpHistory(this);
    }

    public int size() {
        return size;
    }

    /** Adds an entry: the instruction at a slot was reached from another. */
    public void push(int slot, int from, int entryFlags, long entryLinked) {
        if (size == entries.length) {
            entries = Arrays.copyOf(entries, Math.max(SMALLEST, 2 * size));
        }
        entries[size] = slot & SLOT_MASK | (from & SLOT_MASK) << SLOT_BITS | (long) entryFlags << 2 * SLOT_BITS;
        if (size < linked.length) {
            linked[size] = 0;
        }
        size++;
        setLinked(size - 1, entryLinked);
    }

    public int slot(int entry) {
        return (int) (entries[entry] & SLOT_MASK);
    }

    /** The slot before; -1 if there is none. */
    public int previous(int entry) {
        int from = (int) (entries[entry] >>> SLOT_BITS & SLOT_MASK);
        return from == SLOT_MASK ? -1 : from;
    }

    public int flags(int entry) {
        return (int) (entries[entry] >>> 2 * SLOT_BITS);
    }

    public long linked(int entry) {
        return entry < linked.length ? linked[entry] : 0;
    }

    public void addFlags(int entry, int more) {
        entries[entry] |= (long) more << 2 * SLOT_BITS;
    }

    public void setLinked(int entry, long registers) {
        if (entry >= linked.length) {
            if (registers == 0) {
                return;
            }
            linked = Arrays.copyOf(linked, Math.max(entry + 1, Math.min(entries.length, 2 * entry)));
        }
        linked[entry] = registers;
    }

    public void clear() {
        size = 0;
    }
}
