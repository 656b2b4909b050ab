// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.engine.interpreter;

import dev.probeproof.emulator.memory.FrameStack;
import org.jspecify.annotations.Nullable;

/** The functions under way in a run: their frames, and what a function's caller needs back. */
final class CallStack {
    private static final int FIRST_SAVED = 6;
    private static final int SAVED = 4;

    private FrameStack frames;
    private final long[] saved = new long[FrameStack.MAX_FRAMES * SAVED];
    private final int[] returnSlots = new int[FrameStack.MAX_FRAMES];
    private final @Nullable Code[] callers = new Code[FrameStack.MAX_FRAMES];

    CallStack(FrameStack frames) {
        this.frames = frames;
    }

    /** Begins a run, with no function under way. */
    void begin(FrameStack ofRun) {
        if (frames != ofRun) {
            frames = ofRun;
        }
    }

    /** Functions under way. */
    int depth() {
        return frames.depth();
    }

    long framePointer() {
        return frames.framePointer();
    }

    /** Begins a function that nobody returns from but the engine itself: the program, or a helper's callback. */
    void enter() {
        frames.enter(FrameStack.FRAME_BYTES);
    }

    /** Ends functions until so many are under way. */
    void leaveTo(int callersUnderWay) {
        frames.leaveTo(callersUnderWay);
    }

    /** Begins a function of the program. */
    void call(Code caller, int returnSlot, long[] registers) {
        enter();
        int frame = frames.depth() - 1;
        System.arraycopy(registers, FIRST_SAVED, saved, frame * SAVED, SAVED);
        returnSlots[frame] = returnSlot;
        callers[frame] = caller;
        registers[10] = frames.framePointer();
    }

    /** Ends a function of the program and restores what its caller needs back; {@link #returnSlot} says where that goes on. */
    Code leave(long[] registers) {
        int frame = frames.depth() - 1;
        frames.leave();
        System.arraycopy(saved, frame * SAVED, registers, FIRST_SAVED, SAVED);
        registers[10] = frames.framePointer();
        Code caller = callers[frame];
        if (caller == null) {
            throw new IllegalStateException("frame " + frame + " has no caller");
        }
        return caller;
    }

    /** Where the caller goes on whose function has just ended. */
    int returnSlot() {
        return returnSlots[frames.depth()];
    }

    /** A tail call: the next program takes over the frame, empty. */
    void reuse() {
        frames.clear(FrameStack.FRAME_BYTES);
    }
}
