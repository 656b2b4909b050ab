// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.state;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which registers and stack slots of a frame were read or written since the last checkpoint (Linux before 6.18). A read
 * is told to the checkpoints that the value comes from, so that these know what their continuations need. Places are
 * numbered: registers by number, stack slot i is {@code FrameState.REGISTERS + i}.
 */
public final class ReadMarks {
    private static final int READ = 1;
    private static final int WRITTEN = 2;
    private static final int DONE = 4;

    private static final int ARGUMENTS = 6;
    private static final int SAVED = 6;

    private byte[] marks;
    /** The frame of the last checkpoint that the values come from. */
    private @Nullable ReadMarks parent;
    /** The same for r1 to r5, which come from the caller. */
    private @Nullable ReadMarks argumentParent;
    /** The same for r0, which may come from a function that was called. */
    private @Nullable ReadMarks resultParent;

    /** Of a frame that begins with nothing. */
    public ReadMarks() {
        marks = new byte[FrameState.REGISTERS];
    }

    private ReadMarks(ReadMarks old) {
        marks = old.marks.clone();
        parent = old.parent;
        argumentParent = old.argumentParent;
        resultParent = old.resultParent;
    }

    ReadMarks copy() {
        return new ReadMarks(this);
    }

    private @Nullable ReadMarks parentOf(int place) {
        ReadMarks from = place == 0 ? resultParent : place < ARGUMENTS ? argumentParent : parent;
        // Slots that the checkpoint did not have yet come from nowhere.
        return from == null || place >= from.marks.length ? null : from;
    }

    /** Makes room for stack slots. */
    void ensureSlots(int slots) {
        if (marks.length < FrameState.REGISTERS + slots) {
            marks = Arrays.copyOf(marks, FrameState.REGISTERS + slots);
        }
    }

    private int at(int place) {
        return place < marks.length ? marks[place] : 0;
    }

    public boolean isRead(int place) {
        return (at(place) & READ) != 0;
    }

    public boolean isWritten(int place) {
        return (at(place) & WRITTEN) != 0;
    }

    public boolean isDone(int place) {
        return (at(place) & DONE) != 0;
    }

    public void write(int place) {
        ensureSlots(place - FrameState.REGISTERS + 1);
        marks[place] |= WRITTEN;
    }

    /** The state of the frame is not compared with a path any more before it was cleaned. */
    public void finish() {
        for (int i = 0; i < marks.length; i++) {
            if (i != FrameState.FRAME_POINTER) {
                marks[i] |= DONE;
            }
        }
    }

    /**
     * A value is read: all checkpoints depend on it up to where it was written.
     *
     * @return how many checkpoints got a new mark
     */
    public int read(int place) {
        return markUp(this, parentOf(place), place, true);
    }

    /** What an equal state had read is read in this one and before ({@code propagate_liveness}). */
    public int readAs(ReadMarks equal, int place) {
        if (!equal.isRead(place) || isRead(place)) {
            return 0;
        }
        return markUp(this, this, place, false);
    }

    private static int markUp(ReadMarks start, @Nullable ReadMarks first, int place, boolean screened) {
        ReadMarks below = start;
        ReadMarks above = first;
        boolean writes = screened;
        int marked = 0;
        while (above != null && !(writes && below.isWritten(place)) && !above.isRead(place)) {
            above.marks[place] |= READ;
            below = above;
            above = below.parentOf(place);
            writes = true;
            marked++;
        }
        return marked;
    }

    /** A checkpoint was made of the frame: from now on its values come from there. */
    public void continueFrom(ReadMarks checkpoint, boolean isRunning, int slots) {
        checkpoint.ensureSlots(slots);
        ensureSlots(slots);
        parent = checkpoint;
        if (isRunning) {
            argumentParent = checkpoint;
            resultParent = checkpoint;
        }
        Arrays.fill(marks, (byte) 0);
    }

    /** The frame of a function gets r1 to r5 from that of its caller. */
    public void takeArguments(ReadMarks caller) {
        argumentParent = caller.argumentParent;
        System.arraycopy(caller.marks, 1, marks, 1, ARGUMENTS - 1);
    }

    /** The frame of a caller gets r0 from that of the function. */
    public void takeResult(ReadMarks callee) {
        resultParent = callee.resultParent;
        marks[0] = callee.marks[0];
    }

    /** Registers that a caller's frame may hand up: the first is r6 while it waits, r0 when it runs. */
    public static int firstPlace(boolean isRunning) {
        return isRunning ? 0 : SAVED;
    }
}
