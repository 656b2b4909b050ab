// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.state;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Registers and stack of one function that is being executed. */
public final class FrameState {
    /** r0 to r10. */
    public static final int REGISTERS = 11;

    public static final int FRAME_POINTER = 10;

    private static final int LAST_CALLER_SAVED = 5;
    private static final StackSlot[] NO_STACK = {};

    private final RegisterState[] registers;
    private StackSlot[] stack = NO_STACK;
    /** What was read and written, in releases that find out by following paths; null since Linux 6.18. */
    public @Nullable ReadMarks marks;

    /** Number of the frame: 0 is the program's. */
    public final int number;
    /** Slot of the call that entered it; -1 for the program itself and asynchronous callbacks. */
    public final int callSite;
    /** Number of the sub-program. */
    public final int subprogram;

    /** Counts entries of asynchronous callbacks, so that a timer that starts itself terminates. */
    public int asyncEntries;
    /** What a callback may return, if {@link #inCallback}. */
    public long callbackReturnMin;

    public long callbackReturnMax;
    public boolean inCallback;
    public boolean inAsyncCallback;
    public boolean inExceptionCallback;
    /** How often a callback of this frame was simulated so far. */
    public int callbackDepth;

    public FrameState(int number, int callSite, int subprogram) {
        this.number = number;
        this.callSite = callSite;
        this.subprogram = subprogram;
        registers = new RegisterState[REGISTERS];
        Arrays.fill(registers, RegisterState.NOT_INIT);
    }

    private FrameState(FrameState old) {
        number = old.number;
        callSite = old.callSite;
        subprogram = old.subprogram;
        registers = old.registers.clone();
        stack = old.stack.length == 0 ? NO_STACK : old.stack.clone();
        asyncEntries = old.asyncEntries;
        callbackReturnMin = old.callbackReturnMin;
        callbackReturnMax = old.callbackReturnMax;
        inCallback = old.inCallback;
        inAsyncCallback = old.inAsyncCallback;
        inExceptionCallback = old.inExceptionCallback;
        callbackDepth = old.callbackDepth;
        marks = old.marks == null ? null : old.marks.copy();
    }

    public FrameState copy() {
        return new FrameState(this);
    }

    public RegisterState register(int number) {
        return registers[number];
    }

    public void set(int number, RegisterState state) {
        registers[number] = state;
    }

    /** A call leaves nothing in r0 to r5. */
    public void clobberCallerSaved() {
        for (int i = 0; i <= LAST_CALLER_SAVED; i++) {
            registers[i] = RegisterState.NOT_INIT;
            if (marks != null) {
                marks.write(i);
            }
        }
    }

    /** Whether a continuation read the register, or it is not known by following paths. */
    public boolean isRead(int register) {
        return marks == null || marks.isRead(register);
    }

    /** The same for a stack slot. */
    public boolean isSlotRead(int index) {
        return marks == null || marks.isRead(REGISTERS + index);
    }

    /** Slots of stack that were allocated by accesses so far; slot {@code i} is the 8 bytes at {@code fp - 8 * (i + 1)}. */
    public int stackSlots() {
        return stack.length;
    }

    /** A slot; empty if it was not allocated. */
    public StackSlot slot(int index) {
        return index < stack.length ? stack[index] : StackSlot.EMPTY;
    }

    /** Changes a slot that is allocated. */
    public void setSlot(int index, StackSlot slot) {
        stack[index] = slot;
    }

    /** Makes the stack at least so many slots deep. */
    public void growStack(int slots) {
        int old = stack.length;
        if (slots > old) {
            stack = Arrays.copyOf(stack, slots);
            Arrays.fill(stack, old, slots, StackSlot.EMPTY);
            if (marks != null) {
                marks.ensureSlots(slots);
            }
        }
    }
}
