// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.state;

import java.util.Objects;

/**
 * Eight bytes of stack, aligned. Byte 0 is the one at the highest address, nearest to the frame pointer: the byte at
 * {@code fp + offset} is byte {@code (-offset - 1) % 8} of slot {@code (-offset - 1) / 8}.
 */
public final class StackSlot {
    public static final int BYTES = 8;
    /** Nothing stored. */
    public static final StackSlot EMPTY = filled(SlotKind.INVALID);

    private final long kinds;
    private final RegisterState spilled;

    private StackSlot(long kinds, RegisterState spilled) {
        this.kinds = kinds;
        this.spilled = spilled;
    }

    /** All eight bytes of one kind, no register. */
    public static StackSlot filled(SlotKind kind) {
        return new StackSlot(kind.ordinal() * 0x0101_0101_0101_0101L, RegisterState.NOT_INIT);
    }

    /**
     * A spilled register.
     *
     * @param size bytes stored: 8, or 4, 2, 1 for the lower part of a scalar, which lie at the lowest addresses
     * @param rest what the other bytes hold
     */
    public static StackSlot spill(RegisterState register, int size, SlotKind rest) {
        StackSlot slot = filled(rest);
        for (int i = BYTES - 1; i >= BYTES - size; i--) {
            slot = slot.with(i, SlotKind.SPILL);
        }
        return new StackSlot(slot.kinds, register);
    }

    public SlotKind kind(int index) {
        return SlotKind.of((int) (kinds >>> 8 * index) & 0xff);
    }

    public StackSlot with(int index, SlotKind kind) {
        int shift = 8 * index;
        long changed = kinds & ~(0xffL << shift) | (long) kind.ordinal() << shift;
        return changed == kinds ? this : new StackSlot(changed, spilled);
    }

    /** The register that was spilled; meaningful if {@link #isSpill}, and for dynptrs and iterators their particulars. */
    public RegisterState register() {
        return spilled;
    }

    public StackSlot withRegister(RegisterState register) {
        return register == spilled ? this : new StackSlot(kinds, register);
    }

    /** A spilled register of any size: its lowest byte, at the lowest address, is there. */
    public boolean isSpill() {
        return kind(BYTES - 1) == SlotKind.SPILL;
    }

    /** All eight bytes of a register. */
    public boolean isWholeSpill() {
        return kind(0) == SlotKind.SPILL;
    }

    public boolean isSpilledScalar() {
        return isSpill() && spilled.isScalar();
    }

    /** Whether every byte is of one kind. */
    public boolean isAll(SlotKind kind) {
        return kinds == kind.ordinal() * 0x0101_0101_0101_0101L;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StackSlot slot && kinds == slot.kinds && spilled == slot.spilled;
    }

    @Override
    public int hashCode() {
        return Objects.hash(kinds, spilled);
    }
}
