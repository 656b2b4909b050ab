// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.range;

import dev.probeproof.emulator.verifier.number.Bounds;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Ranges of the registers and of the stack of one function at one place. A pointer is a number of which nothing is known. */
final class RangeState {
    /** r0 to r9. */
    static final int REGISTERS = 10;

    static final int STACK_BYTES = 512;
    private static final int HALVES = STACK_BYTES / Integer.BYTES;

    private final Bounds[] registers;
    /** Numbers of 4 bytes, by the place of the first; null where nothing is known. */
    private final @Nullable Bounds[] halves;
    /** The same for numbers of 8 bytes. */
    private final @Nullable Bounds[] words;

    private RangeState(Bounds[] registers, @Nullable Bounds[] halves, @Nullable Bounds[] words) {
        this.registers = registers;
        this.halves = halves;
        this.words = words;
    }

    static RangeState unknown() {
        Bounds[] registers = new Bounds[REGISTERS];
        Arrays.fill(registers, Bounds.UNKNOWN);
        return new RangeState(registers, new Bounds[HALVES], new Bounds[HALVES / 2]);
    }

    RangeState copy() {
        return new RangeState(registers.clone(), halves.clone(), words.clone());
    }

    Bounds register(int number) {
        return number < REGISTERS ? registers[number] : Bounds.UNKNOWN;
    }

    /** Numbers that the parts contradict each other of do not occur; what is kept of them is what the kernel keeps. */
    void set(int number, Bounds bounds) {
        registers[number] = bounds.violation() == null ? bounds : bounds.withoutRanges();
    }

    void forget(int number) {
        registers[number] = Bounds.UNKNOWN;
    }

    /** What lies at a byte of the stack, counted from its lowest; null if nothing is known. */
    @Nullable
    Bounds load(int index, int bytes) {
        return bytes == Long.BYTES && index % Long.BYTES == 0
                ? words[index / Long.BYTES]
                : bytes == Integer.BYTES && index % Integer.BYTES == 0 ? halves[index / Integer.BYTES] : null;
    }

    void store(int index, int bytes, Bounds bounds) {
        forgetStack(index, index + bytes);
        if (bytes == Long.BYTES && index % Long.BYTES == 0) {
            words[index / Long.BYTES] = bounds;
        } else if (bytes == Integer.BYTES && index % Integer.BYTES == 0) {
            halves[index / Integer.BYTES] = bounds;
        }
    }

    /** Something is written to the bytes from one place to another; both may lie outside. */
    void forgetStack(long from, long to) {
        int first = (int) Math.max(0, Math.min(from, STACK_BYTES));
        int end = (int) Math.max(first, Math.min(to, STACK_BYTES));
        if (end > first) {
            Arrays.fill(halves, first / Integer.BYTES, (end - 1) / Integer.BYTES + 1, null);
            Arrays.fill(words, first / Long.BYTES, (end - 1) / Long.BYTES + 1, null);
        }
    }

    void forgetStack() {
        forgetStack(0, STACK_BYTES);
    }

    /**
     * Takes in what may hold here as well.
     *
     * @param widening what a number grows to that has grown; null for no more than both
     * @return whether that was new
     */
    boolean join(RangeState other, @Nullable Widening widening) {
        return join(registers, other.registers, widening)
                | join(halves, other.halves, widening)
                | join(words, other.words, widening);
    }

    private static boolean join(@Nullable Bounds[] mine, @Nullable Bounds[] others, @Nullable Widening widening) {
        boolean changed = false;
        for (int i = 0; i < mine.length; i++) {
            Bounds before = mine[i];
            if (before == null || before == others[i]) {
                continue;
            }
            Bounds other = others[i];
            Bounds joined = other == null ? null : Joining.join(before, Joining.aligned(other));
            if (joined != null && joined.equals(before)) {
                continue;
            }
            mine[i] = joined != null && widening != null ? widening.widen(before, joined) : joined;
            changed = true;
        }
        return changed;
    }
}
