// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.trace;

import java.util.Arrays;

/** A function under way: where it is, and its registers before that instruction. */
public final class Frame {
    static final int REGISTERS = 11;

    private final long pointer;
    private final long[] registers = new long[REGISTERS];
    private final long[] entry = new long[REGISTERS];
    private ProgramCode code;
    private int slot = -1;
    private int before = -1;

    Frame(long pointer, ProgramCode code) {
        this.pointer = pointer;
        this.code = code;
    }

    void at(ProgramCode ofCode, int newSlot, long[] current) {
        boolean begins = slot < 0 || ofCode != code;
        before = begins ? -1 : slot;
        code = ofCode;
        slot = newSlot;
        System.arraycopy(current, 0, registers, 0, REGISTERS);
        ProgramCode.Function function = code.functionAt(slot);
        if (begins || slot == code.bodyStart(function)) {
            System.arraycopy(current, 0, entry, 0, REGISTERS);
        }
    }

    /** What r10 holds: the end of its part of the stack. */
    public long pointer() {
        return pointer;
    }

    public ProgramCode code() {
        return code;
    }

    /** The next instruction; in a caller, the call under way. */
    public int slot() {
        return slot;
    }

    /** The instruction of this function that ran last, or -1. */
    public int slotBefore() {
        return before;
    }

    public ProgramCode.Function function() {
        return code.functionAt(slot);
    }

    /** r0 to r10. */
    public long[] registers() {
        return Arrays.copyOf(registers, REGISTERS);
    }

    public long register(int number) {
        return registers[number];
    }

    /** What r1 to r5 were when the function began, behind the fetches of a program's arguments: its arguments. */
    public long entry(int register) {
        return entry[register];
    }
}
