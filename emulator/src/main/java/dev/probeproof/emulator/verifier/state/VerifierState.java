// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.state;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is known at one point of one path. The state under way is changed in place; forks and checkpoints are
 * copies.
 */
public final class VerifierState {
    /** As deep as calls may nest. */
    public static final int MAX_FRAMES = 8;

    private final List<FrameState> frames = new ArrayList<>(2);
    private final List<Reference> references = new ArrayList<>(0);

    /** The checkpoint that this path comes from, or null at the start. */
    public @Nullable VerifierState parent;
    /** How many paths that start here are still unfinished. */
    public int branches;
    /** Instruction at which this state began. */
    public int firstSlot;
    /** Last instruction before it. */
    public int lastSlot = -1;
    /** The instruction that comes next: of a kept state, the one it is kept for. */
    public int slot;

    public JumpHistory history = new JumpHistory();

    /** Spin locks held ({@link Reference#isLock}). */
    public int activeLocks;
    /** Id of the lock taken last, and what tells it from others. */
    public int activeLockId;

    public @Nullable Object activeLockPointer;
    public int activePreemptLocks;
    public int activeIrqId;
    /** Nesting of RCU read sections. */
    public int activeRcuLocks;

    public boolean inSleepable;
    public boolean cleaned;
    /** How often a callback was unrolled on this path. */
    public int callbackUnrollDepth;

    public int mayGotoDepth;
    /** Distance from the start in checkpoints. */
    public int dfsDepth;
    /** The state that closes a loop through this one, or null (Linux 6.7 to 6.16). */
    public @Nullable VerifierState loopEntry;

    public boolean usedAsLoopEntry;
    /** How often a state was equal to this kept one, and how often one was not. */
    public int hits;

    public int misses;
    /** No longer compared, but perhaps still the past of a path. */
    public boolean isRetired;

    public VerifierState() {}

    private VerifierState(VerifierState old) {
        for (FrameState frame : old.frames) {
            frames.add(frame.copy());
        }
        references.addAll(old.references);
        parent = old.parent;
        branches = old.branches;
        firstSlot = old.firstSlot;
        lastSlot = old.lastSlot;
        slot = old.slot;
        history = old.history.copy();
        activeLocks = old.activeLocks;
        activeLockId = old.activeLockId;
        activeLockPointer = old.activeLockPointer;
        activePreemptLocks = old.activePreemptLocks;
        activeIrqId = old.activeIrqId;
        activeRcuLocks = old.activeRcuLocks;
        inSleepable = old.inSleepable;
        cleaned = old.cleaned;
        callbackUnrollDepth = old.callbackUnrollDepth;
        mayGotoDepth = old.mayGotoDepth;
        dfsDepth = old.dfsDepth;
        usedAsLoopEntry = old.usedAsLoopEntry;
    }

    public VerifierState copy() {
        return new VerifierState(this);
    }

    /** The function that is executed. */
    public FrameState frame() {
        return frames.get(frames.size() - 1);
    }

    public FrameState frame(int number) {
        return frames.get(number);
    }

    /** Number of the frame that is executed: 0 in the program itself. */
    public int currentFrame() {
        return frames.size() - 1;
    }

    /** Enters a function; what it gets in r1 to r5 has been read and written as its caller did, unless it is a callback. */
    public void enter(FrameState frame) {
        ReadMarks caller = frames.isEmpty() ? null : frame().marks;
        if (caller != null) {
            frame.marks = new ReadMarks();
            if (!frame.inCallback) {
                frame.marks.takeArguments(caller);
            }
        }
        frames.add(frame);
    }

    public FrameState leave() {
        FrameState left = frames.remove(frames.size() - 1);
        ReadMarks caller = frames.isEmpty() ? null : frame().marks;
        if (caller != null && left.marks != null && !left.inCallback) {
            caller.takeResult(left.marks);
        }
        return left;
    }

    public RegisterState register(int number) {
        return frame().register(number);
    }

    public void set(int number, RegisterState register) {
        frame().set(number, register);
    }

    /** What is acquired and not released, in the order of acquisition. */
    public List<Reference> references() {
        return references;
    }
}
