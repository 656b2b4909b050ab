// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.engine.interpreter;

import dev.probeproof.emulator.helper.ExecutionFault;
import dev.probeproof.emulator.memory.AddressSpace;
import dev.probeproof.emulator.memory.Region;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The frames of a run: 512 bytes of stack for each function, at most eight of them, and what a function's caller needs
 * back. A frame is mapped while its function runs and starts as zeros (a real kernel leaves old bytes there, which no
 * program may read); gaps of a frame's size keep an overflow from reaching the next frame.
 */
final class CallStack {
    /** A part of the kernel's half that x86-64 leaves unused, so that no recorded or described kernel memory is there. */
    private static final long STACKS = 0xffff_eb00_0000_0000L;

    private static final int MAX_FRAMES = 8;
    private static final int FRAME_BYTES = 512;
    private static final int STRIDE_BYTES = 2 * FRAME_BYTES;
    private static final int FIRST_SAVED = 6;
    private static final int SAVED = 4;

    private final List<Region> frames;
    private final long[] saved = new long[MAX_FRAMES * SAVED];
    private final int[] returnSlots = new int[MAX_FRAMES];
    private final @Nullable Code[] callers = new Code[MAX_FRAMES];
    private int depth;

    /**
     * @param level runs that began while others were under way; each has its stack elsewhere
     */
    CallStack(int level) {
        long top = STACKS + (long) (level + 1) * MAX_FRAMES * STRIDE_BYTES;
        frames = IntStream.range(0, MAX_FRAMES)
                .mapToObj(index -> new Region(
                        top - (long) (index + 1) * STRIDE_BYTES,
                        new byte[FRAME_BYTES],
                        true,
                        "stack of frame " + index))
                .toList();
    }

    /** Functions under way. */
    int depth() {
        return depth;
    }

    /** What r10 of the function under way holds: the end of its stack. */
    long framePointer() {
        return frames.get(depth - 1).base() + FRAME_BYTES;
    }

    /** Begins a function that nobody returns from but the engine itself: the program, or a helper's callback. */
    void enter(AddressSpace memory) {
        if (depth == MAX_FRAMES) {
            throw new ExecutionFault(
                    ExecutionFault.Kind.CALL_DEPTH, "the call stack of " + (MAX_FRAMES + 1) + " frames is too deep");
        }
        clear(depth);
        memory.map(frames.get(depth));
        memory.favour(frames.get(depth));
        depth++;
    }

    /** Ends the function under way. */
    void leave(AddressSpace memory) {
        depth--;
        memory.unmap(frames.get(depth));
        if (depth > 0) {
            memory.favour(frames.get(depth - 1));
        }
    }

    /** Begins a function of the program. */
    void call(AddressSpace memory, Code caller, int returnSlot, long[] registers) {
        enter(memory);
        System.arraycopy(registers, FIRST_SAVED, saved, (depth - 1) * SAVED, SAVED);
        returnSlots[depth - 1] = returnSlot;
        callers[depth - 1] = caller;
        registers[10] = framePointer();
    }

    /** Restores what a function's caller needs back; follow it with {@link #leave}. */
    Code restoreCaller(long[] registers) {
        System.arraycopy(saved, (depth - 1) * SAVED, registers, FIRST_SAVED, SAVED);
        registers[10] = frames.get(depth - 2).base() + FRAME_BYTES;
        Code caller = callers[depth - 1];
        if (caller == null) {
            throw new IllegalStateException("frame " + (depth - 1) + " has no caller");
        }
        return caller;
    }

    /** Where the caller goes on. */
    int returnSlot() {
        return returnSlots[depth - 1];
    }

    /** A tail call: the next program takes over the frame, empty. */
    void reuse() {
        clear(depth - 1);
    }

    private void clear(int frame) {
        Arrays.fill(frames.get(frame).bytes(), (byte) 0);
    }
}
