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

    private int[] slots;
    private int[] previous;
    private int[] flags;
    /** Registers and stack slots that were linked when a branch refined them, packed as {@code LinkedRegisters} has it. */
    private long[] linked;

    private int size;

    public JumpHistory() {
        slots = new int[4];
        previous = new int[4];
        flags = new int[4];
        linked = new long[4];
    }

    private JumpHistory(JumpHistory old) {
        int capacity = Math.max(4, old.size);
        slots = Arrays.copyOf(old.slots, capacity);
        previous = Arrays.copyOf(old.previous, capacity);
        flags = Arrays.copyOf(old.flags, capacity);
        linked = Arrays.copyOf(old.linked, capacity);
        size = old.size;
    }

    public JumpHistory copy() {
        return new JumpHistory(this);
    }

    public int size() {
        return size;
    }

    /** Adds an entry: the instruction at a slot was reached from another. */
    public void push(int slot, int from, int entryFlags, long entryLinked) {
        if (size == slots.length) {
            int capacity = 2 * size;
            slots = Arrays.copyOf(slots, capacity);
            previous = Arrays.copyOf(previous, capacity);
            flags = Arrays.copyOf(flags, capacity);
            linked = Arrays.copyOf(linked, capacity);
        }
        slots[size] = slot;
        previous[size] = from;
        flags[size] = entryFlags;
        linked[size] = entryLinked;
        size++;
    }

    public int slot(int entry) {
        return slots[entry];
    }

    public int previous(int entry) {
        return previous[entry];
    }

    public int flags(int entry) {
        return flags[entry];
    }

    public long linked(int entry) {
        return linked[entry];
    }

    public void addFlags(int entry, int more) {
        flags[entry] |= more;
    }

    public void setLinked(int entry, long registers) {
        linked[entry] = registers;
    }

    public void clear() {
        size = 0;
    }
}
