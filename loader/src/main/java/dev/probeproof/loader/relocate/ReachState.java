// SPDX-License-Identifier: MIT
package dev.probeproof.loader.relocate;

import dev.probeproof.loader.insn.Registers;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What is known at one instruction of a function: its registers, and what it spilled to its own stack. Changes in place. */
final class ReachState {
    private static final int REGISTERS = 11;
    private static final int FRAME_POINTER = 10;
    private static final int STACK_BYTES = 512;
    private static final int SPILL_BYTES = 8;

    private final ReachValue[] registers;
    /** By distance from the frame pointer; null while nothing is known. Shared by copies until one of them writes. */
    private ReachValue @Nullable [] spills;

    private boolean shared;

    private ReachState(ReachValue[] registers, ReachValue @Nullable [] spills) {
        this.registers = registers;
        this.spills = spills;
        this.shared = spills != null;
    }

    /** At the start of a function. */
    static ReachState entry(ReachValue[] arguments) {
        ReachValue[] registers = new ReachValue[REGISTERS];
        Arrays.fill(registers, ReachValue.PLAIN);
        System.arraycopy(arguments, 0, registers, 1, arguments.length);
        registers[FRAME_POINTER] = ReachValue.stack(0);
        return new ReachState(registers, null);
    }

    ReachState copy() {
        shared = true;
        return new ReachState(registers.clone(), spills);
    }

    /** Registers that no instruction has are read as unknown: a kernel refuses them. */
    ReachValue register(int number) {
        return number < REGISTERS ? registers[number] : ReachValue.ANYTHING;
    }

    void set(int register, ReachValue value) {
        if (register < FRAME_POINTER) {
            registers[register] = value;
        }
    }

    /** What r1 to r5 hold, as another function sees it. */
    ReachValue[] arguments() {
        ReachValue[] arguments = new ReachValue[5];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = registers[i + 1].elsewhere();
        }
        return arguments;
    }

    /** Nothing is known of what a call leaves in r0 to r5. */
    void clobber() {
        Arrays.fill(registers, 0, 6, ReachValue.PLAIN);
    }

    /** True if r1 to r5 let a callee at the stack. */
    boolean lendsStack() {
        for (int register = 1; register <= 5; register++) {
            if (registers[register].maybeStack()) {
                return true;
            }
        }
        return false;
    }

    /** Forgets what a helper may write: all behind the pointers in r1 to r5. */
    void forgetLentStack() {
        for (int register = 1; register <= 5; register++) {
            ReachValue pointer = registers[register];
            if (pointer.kind() == ReachValue.Kind.STACK) {
                forget(pointer.number(), STACK_BYTES * 2L);
            } else if (pointer.kind() == ReachValue.Kind.ANYTHING) {
                forgetStack();
            }
        }
    }

    void forgetStack() {
        spills = null;
        shared = false;
    }

    /** What a load of 8 bytes gives. */
    ReachValue spill(long offset) {
        return isSpill(offset) && spills != null ? spills[index(offset)] : ReachValue.ANYTHING;
    }

    void spill(long offset, ReachValue value) {
        if (isSpill(offset)) {
            write(index(offset), value);
        } else {
            forget(offset, SPILL_BYTES);
        }
    }

    /** Bytes were written of which nothing is known. */
    void forget(long offset, long sizeBytes) {
        if (spills == null) {
            return;
        }
        long from = Math.max(Math.floorDiv(offset, SPILL_BYTES) * SPILL_BYTES, -STACK_BYTES);
        for (long at = from; at < 0 && at < offset + sizeBytes; at += SPILL_BYTES) {
            write(index(at), ReachValue.ANYTHING);
        }
    }

    /** Keeps only what may still be read. */
    void keep(int liveRegisters) {
        for (int register = 0; register < FRAME_POINTER; register++) {
            if ((liveRegisters >>> register & 1) == 0) {
                registers[register] = ReachValue.PLAIN;
            }
        }
    }

    /** True if all that can follow from the other state follows from this one. */
    boolean covers(ReachState other) {
        for (int register = 0; register < REGISTERS; register++) {
            if (!registers[register].covers(other.registers[register])) {
                return false;
            }
        }
        if (spills == null || spills == other.spills) {
            return true;
        }
        for (int i = 0; i < spills.length; i++) {
            ReachValue theirs = other.spills == null ? ReachValue.ANYTHING : other.spills[i];
            if (!spills[i].covers(theirs)) {
                return false;
            }
        }
        return true;
    }

    /** A state that covers both. */
    ReachState join(ReachState other) {
        ReachState joined = copy();
        for (int register = 0; register < REGISTERS; register++) {
            joined.registers[register] = registers[register].join(other.registers[register]);
        }
        if (spills == null || other.spills == null) {
            joined.forgetStack();
            return joined;
        }
        for (int i = 0; i < spills.length; i++) {
            joined.write(i, spills[i].join(other.spills[i]));
        }
        return joined;
    }

    private void write(int index, ReachValue value) {
        if (spills == null) {
            if (value.kind() == ReachValue.Kind.ANYTHING) {
                return;
            }
            spills = new ReachValue[STACK_BYTES / SPILL_BYTES];
            Arrays.fill(spills, ReachValue.ANYTHING);
            shared = false;
        }
        if (spills[index].equals(value)) {
            return;
        }
        if (shared) {
            spills = spills.clone();
            shared = false;
        }
        spills[index] = value;
    }

    private static boolean isSpill(long offset) {
        return offset >= -STACK_BYTES && offset < 0 && offset % SPILL_BYTES == 0;
    }

    private static int index(long offset) {
        return (int) (-offset / SPILL_BYTES) - 1;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int register = 0; register < REGISTERS; register++) {
            if (registers[register].kind() != ReachValue.Kind.PLAIN) {
                text.append(Registers.of(register))
                        .append('=')
                        .append(registers[register])
                        .append(' ');
            }
        }
        return text.toString().strip();
    }
}
