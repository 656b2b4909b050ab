// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.state;

/** What one byte of the stack holds, with the letter of the kernel's log for it. */
public enum SlotKind {
    /** Nothing was stored there. */
    INVALID('?'),
    /** Part of a register that was spilled whole. */
    SPILL('r'),
    /** Some byte. */
    MISC('m'),
    /** A zero. */
    ZERO('0'),
    DYNPTR('d'),
    ITERATOR('i'),
    IRQ_FLAG('f');

    private static final SlotKind[] VALUES = values();

    private final char letter;

    SlotKind(char letter) {
        this.letter = letter;
    }

    public char letter() {
        return letter;
    }

    static SlotKind of(int ordinal) {
        return VALUES[ordinal];
    }
}
