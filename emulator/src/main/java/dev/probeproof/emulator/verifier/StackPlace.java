// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.verifier.state.FrameState;
import dev.probeproof.emulator.verifier.state.RegisterState;
import dev.probeproof.emulator.verifier.state.StackSlot;

/** Where on the stack an object of several slots lies ({@code stack_slot_obj_get_spi}). */
final class StackPlace {
    /** The object lies where no stack is used yet, or outside of all of it. */
    static final int UNUSED = -1;

    static final int MISPLACED = -2;

    private StackPlace() {}

    /**
     * The highest slot of the object that a register points to, which is the one at the highest address.
     *
     * @param word what the object is called
     * @return {@link #UNUSED} if the stack does not reach there; {@link #MISPLACED} if no object can lie there, which the
     *     log says then
     */
    static int find(Verification verification, RegisterState pointer, String word, int slots) {
        if (!pointer.bounds().isConstant()) {
            verification.log.line("%s has to be at a constant offset", word);
            return MISPLACED;
        }
        long offset = pointer.offset() + pointer.bounds().constantValue();
        if (offset % StackSlot.BYTES != 0) {
            return misplaced(verification, word, offset);
        }
        long index = (-offset - 1) / StackSlot.BYTES;
        if (index + 1 < slots) {
            return misplaced(verification, word, offset);
        }
        FrameState frame = verification.state.frame(pointer.frame());
        return index >= frame.stackSlots() ? UNUSED : (int) index;
    }

    private static int misplaced(Verification verification, String word, long offset) {
        verification.log.line("cannot pass in %s at an offset=%d", word, offset);
        return MISPLACED;
    }
}
