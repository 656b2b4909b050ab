// SPDX-License-Identifier: MIT
package dev.probeproof.loader.testing;

import java.util.Arrays;
import java.util.Random;

/** What the generator of programs believes about registers and stack where it stands. Wrong now and then, which is fine. */
final class PlausibleState {
    static final Value UNKNOWN = new Value(Kind.SCALAR, 0, Long.MIN_VALUE, Long.MAX_VALUE);
    private static final Value NOTHING = new Value(Kind.NOTHING, 0, 0, 0);
    private static final int REGISTERS = 10;
    private static final int STACK_BYTES = 512;

    enum Kind {
        NOTHING,
        SCALAR,
        /** Counts a loop: nobody else writes it. */
        COUNTER,
        CONTEXT,
        VALUE,
        VALUE_OR_NULL
    }

    /**
     * @param map of a pointer to a value
     * @param low of a number, or offset of a pointer
     */
    record Value(Kind kind, int map, long low, long high) {}

    private final Value[] registers = new Value[REGISTERS];
    /** By distance from the frame pointer. */
    private final boolean[] stored = new boolean[STACK_BYTES + 1];

    private final Value[] spills = new Value[STACK_BYTES / 8 + 1];

    PlausibleState() {
        Arrays.fill(registers, NOTHING);
        Arrays.fill(spills, NOTHING);
    }

    PlausibleState copy() {
        PlausibleState copy = new PlausibleState();
        System.arraycopy(registers, 0, copy.registers, 0, registers.length);
        System.arraycopy(stored, 0, copy.stored, 0, stored.length);
        System.arraycopy(spills, 0, copy.spills, 0, spills.length);
        return copy;
    }

    Value get(int register) {
        return register < REGISTERS ? registers[register] : NOTHING;
    }

    void set(int register, Value value) {
        registers[register] = value;
    }

    void forget(int register) {
        registers[register] = NOTHING;
    }

    /** A call does that. */
    void clobber() {
        for (int register = 0; register <= 5; register++) {
            forget(register);
        }
    }

    void forgetScratch() {
        clobber();
    }

    void forgetSpills() {
        for (int slot = 0; slot < spills.length; slot++) {
            if (spills[slot].kind() != Kind.NOTHING) {
                spills[slot] = UNKNOWN;
            }
        }
    }

    void nullChecked(int map) {
        for (int register = 0; register < REGISTERS; register++) {
            if (registers[register].kind() == Kind.VALUE_OR_NULL && registers[register].map() == map) {
                registers[register] = new Value(Kind.VALUE, map, 0, 0);
            }
        }
    }

    void store(int offset, int size, Value value) {
        if (offset > STACK_BYTES || offset - size < 0) {
            return;
        }
        fill(offset, size);
        if (size == 8 && offset % 8 == 0) {
            spills[offset / 8] = value.kind() == Kind.COUNTER ? UNKNOWN : value;
        } else {
            spills[(offset + 7) / 8] = UNKNOWN;
        }
    }

    void fill(int offset, int size) {
        for (int at = offset; at > Math.max(0, offset - size); at--) {
            if (at <= STACK_BYTES) {
                stored[at] = true;
                spills[(at + 7) / 8] = UNKNOWN;
            }
        }
    }

    boolean isStored(int offset, int size) {
        for (int at = offset; at > offset - size; at--) {
            if (!stored[at]) {
                return false;
            }
        }
        return true;
    }

    /** Offset of so many bytes that were stored, or -1. */
    int initialized(Random random, int size) {
        for (int attempt = 0; attempt < 20; attempt++) {
            int offset = size + size * random.nextInt(64 / size);
            boolean pointer = spills[(offset + 7) / 8].kind() != Kind.SCALAR;
            if (isStored(offset, size) && (size == 8 || !pointer)) {
                return offset;
            }
        }
        return -1;
    }

    Value spilled(int offset, int size) {
        return size == 8 && offset % 8 == 0 && offset >= 8 && offset <= STACK_BYTES ? spills[offset / 8] : UNKNOWN;
    }

    int pick(Random random, Kind kind) {
        int start = random.nextInt(REGISTERS);
        for (int i = 0; i < REGISTERS; i++) {
            int register = (start + i) % REGISTERS;
            if (registers[register].kind() == kind) {
                return register;
            }
        }
        return -1;
    }

    int pickInitialized(Random random) {
        int start = random.nextInt(REGISTERS);
        for (int i = 0; i < REGISTERS; i++) {
            int register = (start + i) % REGISTERS;
            if (registers[register].kind() != Kind.NOTHING) {
                return register;
            }
        }
        return 10;
    }

    /** What holds on both ways. */
    PlausibleState mergedWith(PlausibleState other) {
        PlausibleState merged = copy();
        for (int register = 0; register < REGISTERS; register++) {
            merged.registers[register] = merge(registers[register], other.registers[register]);
        }
        for (int slot = 0; slot < spills.length; slot++) {
            merged.spills[slot] = merge(spills[slot], other.spills[slot]);
        }
        for (int at = 0; at < stored.length; at++) {
            merged.stored[at] = stored[at] && other.stored[at];
        }
        return merged;
    }

    private static Value merge(Value one, Value other) {
        if (one.kind() != other.kind() || one.map() != other.map()) {
            return NOTHING;
        }
        return new Value(one.kind(), one.map(), Math.min(one.low(), other.low()), Math.max(one.high(), other.high()));
    }
}
