// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.memory;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The stack of one run: 512 bytes for each function under way, at most eight of them. A frame is there while its function
 * runs; gaps of a frame's size keep an overflow from reaching the next one. Engines that take turns in a run share it.
 *
 * <p>Frames are not mapped one by one: their address space knows where stacks lie and asks which frames are entered.
 */
public final class FrameStack {
    public static final int MAX_FRAMES = 8;

    /** Bytes of a frame. */
    public static final int FRAME_BYTES = 512;

    /** A part of the kernel's half that x86-64 leaves unused, so that no recorded or described kernel memory is there. */
    static final long STACKS = 0xffff_eb00_0000_0000L;

    private static final int STRIDE_SHIFT = 10;

    /** Address space of one stack: 8 KiB. */
    static final int STACK_SHIFT = STRIDE_SHIFT + 3;

    private static final byte[] ZEROS = new byte[FRAME_BYTES];

    private final AddressSpace memory;
    private final @Nullable FrameStack outer;
    private final long top;
    private final Region[] frames = new Region[MAX_FRAMES];
    private int depth;

    /**
     * @param outer the stack of the run that was under way when this one began, or null
     */
    FrameStack(AddressSpace memory, int level, @Nullable FrameStack outer) {
        this.memory = memory;
        this.outer = outer;
        this.top = STACKS + ((level + 1L) << STACK_SHIFT);
        for (int index = 0; index < MAX_FRAMES; index++) {
            long base = top - ((index + 1L) << STRIDE_SHIFT);
            frames[index] = new Region(base, new byte[FRAME_BYTES], true, "stack of frame " + index);
        }
    }

    /** Functions under way. */
    public int depth() {
        return depth;
    }

    /**
     * Begins a function: its frame, which starts as zeros for the interpreter (a real kernel leaves old bytes there, which
     * no program may read).
     *
     * @param bytesToClear how many bytes at the end of the frame, where r10 points, are set to zero; the rest keep what
     *     they held
     * @throws FrameStackOverflow if no frame is left
     */
    public Region enter(int bytesToClear) {
        int index = depth;
        if (index == MAX_FRAMES) {
            throw new FrameStackOverflow();
        }
        Region frame = frames[index];
        clear(frame, bytesToClear);
        depth = index + 1;
        memory.favour(frame);
        return frame;
    }

    /** Ends the function under way: its frame faults from now on. */
    public void leave() {
        int index = --depth;
        if (index > 0) {
            memory.favour(frames[index - 1]);
        } else {
            favourOuter();
        }
    }

    private void favourOuter() {
        if (outer == null || outer.depth == 0) {
            memory.favourNone();
        } else {
            memory.favour(outer.current());
        }
    }

    /** Ends functions until so many are under way. */
    public void leaveTo(int callers) {
        while (depth > callers) {
            leave();
        }
    }

    /** The frame of the function under way. */
    public Region current() {
        return frames[depth - 1];
    }

    /** What r10 of the function under way holds: the end of its frame. */
    public long framePointer() {
        return top - ((long) depth << STRIDE_SHIFT) + FRAME_BYTES;
    }

    /** What r10 of a function that begins now would hold. */
    public long nextFramePointer() {
        return framePointer() - (1L << STRIDE_SHIFT);
    }

    /** Sets so many bytes at the end of the current frame to zero: another program takes it over. */
    public void clear(int bytesToClear) {
        clear(current(), bytesToClear);
    }

    private static void clear(Region frame, int bytesToClear) {
        if (bytesToClear == FRAME_BYTES) {
            // In a JVM that has not compiled anything yet, a loop over a frame takes as long as a short program.
            System.arraycopy(ZEROS, 0, frame.bytes(), 0, FRAME_BYTES);
        } else if (bytesToClear > 0) {
            Arrays.fill(frame.bytes(), FRAME_BYTES - bytesToClear, FRAME_BYTES, (byte) 0);
        }
    }

    /** The frame whose place an address of this stack lies in, or null if it is not entered. */
    @Nullable
    Region frameAt(long address) {
        int index = (int) (top - 1 - address >>> STRIDE_SHIFT);
        return index < depth ? frames[index] : null;
    }

    /** The frame at an index, from the outermost one. */
    Region frame(int index) {
        return frames[index];
    }
}
