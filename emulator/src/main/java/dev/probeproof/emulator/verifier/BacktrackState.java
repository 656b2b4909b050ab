// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.verifier.state.VerifierState;

/** The registers and stack slots whose origin is still looked for while a path is walked backwards, frame by frame. */
final class BacktrackState {
    private final int[] registers = new int[VerifierState.MAX_FRAMES];
    private final long[] slots = new long[VerifierState.MAX_FRAMES];
    private int frame;

    /** Starts in a frame with nothing to look for. Masks are empty already: every walk ends with {@link #clear} or empty. */
    void start(int currentFrame) {
        frame = currentFrame;
    }

    void clear() {
        for (int i = 0; i < registers.length; i++) {
            registers[i] = 0;
            slots[i] = 0;
        }
    }

    /** The frame that the walk is in. */
    int frame() {
        return frame;
    }

    /** Goes into a function, backwards through its exit; false if calls cannot nest so deep. */
    boolean enter() {
        if (frame == VerifierState.MAX_FRAMES - 1) {
            return false;
        }
        frame++;
        return true;
    }

    /** Goes out of a function, backwards through its call; false at the outermost. */
    boolean exit() {
        if (frame == 0) {
            return false;
        }
        frame--;
        return true;
    }

    boolean isEmpty() {
        long all = 0;
        for (int i = 0; i <= frame; i++) {
            all |= registers[i] | slots[i];
        }
        return all == 0;
    }

    int registers() {
        return registers[frame];
    }

    int registers(int ofFrame) {
        return registers[ofFrame];
    }

    long slots() {
        return slots[frame];
    }

    long slots(int ofFrame) {
        return slots[ofFrame];
    }

    boolean hasRegister(int register) {
        return hasRegister(frame, register);
    }

    boolean hasRegister(int ofFrame, int register) {
        return (registers[ofFrame] & 1 << register) != 0;
    }

    void addRegister(int register) {
        addRegister(frame, register);
    }

    void addRegister(int ofFrame, int register) {
        registers[ofFrame] |= 1 << register;
    }

    void removeRegister(int register) {
        removeRegister(frame, register);
    }

    void removeRegister(int ofFrame, int register) {
        registers[ofFrame] &= ~(1 << register);
    }

    boolean hasSlot(int ofFrame, int slot) {
        return (slots[ofFrame] & 1L << slot) != 0;
    }

    void addSlot(int ofFrame, int slot) {
        slots[ofFrame] |= 1L << slot;
    }

    void removeSlot(int ofFrame, int slot) {
        slots[ofFrame] &= ~(1L << slot);
    }

    /** Registers as logs list them: {@code r1,r9}. */
    String registersText(int ofFrame) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 32; i++) {
            if (hasRegister(ofFrame, i)) {
                text.append(text.isEmpty() ? "r" : ",r").append(i);
            }
        }
        return text.toString();
    }

    /** Slots as logs list them, by offset from the frame pointer: {@code -8,-16}. */
    String slotsText(int ofFrame) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 64; i++) {
            if (hasSlot(ofFrame, i)) {
                text.append(text.isEmpty() ? "" : ",").append(-8 * (i + 1));
            }
        }
        return text.toString();
    }
}
