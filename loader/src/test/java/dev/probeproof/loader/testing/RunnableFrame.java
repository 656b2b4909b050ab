// SPDX-License-Identifier: MIT
package dev.probeproof.loader.testing;

import java.util.Arrays;
import java.util.Random;

/**
 * What the generator knows of the function that it writes: which registers hold numbers, which are taken, and where on the
 * stack what lies. The zone is a part of the stack that holds numbers from the first instruction to the last.
 */
final class RunnableFrame {
    private static final int REGISTERS = 10;
    private static final int FIRST_SAVED = 6;

    private final boolean[] scalar = new boolean[REGISTERS];
    private final boolean[] held = new boolean[REGISTERS];
    private final int zoneDistance;
    private final int zoneBytes;
    private int deepest;
    private int contextRegister = -1;
    private int contextSlot;
    private int callerMemory = -1;

    /**
     * @param gapBytes of stack above the zone
     * @param words of 8 bytes in the zone
     */
    RunnableFrame(int gapBytes, int words) {
        zoneBytes = 8 * words;
        zoneDistance = gapBytes + zoneBytes;
        deepest = zoneDistance;
    }

    /** How far its first byte is below the frame pointer. */
    int zoneDistance() {
        return zoneDistance;
    }

    int zoneBytes() {
        return zoneBytes;
    }

    /** Distance of so many bytes in the zone, aligned like them. */
    int inZone(Random random, int bytes) {
        int aligned = Math.min(8, Integer.highestOneBit(bytes));
        return zoneDistance - aligned * random.nextInt((zoneBytes - bytes) / aligned + 1);
    }

    /** Distance of 8 bytes of stack that nobody else uses. */
    int newSlot() {
        deepest += 8;
        return deepest;
    }

    boolean isScalar(int register) {
        return scalar[register] && !held[register];
    }

    void scalar(int register) {
        scalar[register] = true;
    }

    void noScalar(int register) {
        scalar[register] = false;
    }

    boolean isHeld(int register) {
        return held[register];
    }

    /** Until it is released, statements neither read nor write it. */
    void hold(int register) {
        held[register] = true;
        scalar[register] = false;
    }

    void release(int register) {
        held[register] = false;
    }

    /** A call does that. */
    void clobber() {
        Arrays.fill(scalar, 1, FIRST_SAVED, false);
        scalar[0] = true;
    }

    boolean[] scalars() {
        return scalar.clone();
    }

    void scalars(boolean[] known) {
        System.arraycopy(known, 0, scalar, 0, REGISTERS);
    }

    /** What holds on both ways. */
    void merge(boolean[] other) {
        for (int register = 0; register < REGISTERS; register++) {
            scalar[register] &= other[register];
        }
    }

    /** A register that holds a number, from the given one on, or -1. */
    int pickScalar(Random random, int first) {
        int start = random.nextInt(REGISTERS - first);
        for (int i = 0; i < REGISTERS - first; i++) {
            int register = first + (start + i) % (REGISTERS - first);
            if (isScalar(register)) {
                return register;
            }
        }
        return -1;
    }

    /** A register that keeps its value over calls and may be written, or -1. */
    int pickSaved(Random random) {
        int start = random.nextInt(REGISTERS - FIRST_SAVED);
        for (int i = 0; i < REGISTERS - FIRST_SAVED; i++) {
            int register = FIRST_SAVED + (start + i) % (REGISTERS - FIRST_SAVED);
            if (!held[register]) {
                return register;
            }
        }
        return -1;
    }

    /** A register that may be written, one that calls leave alone mostly. */
    int pickWritable(Random random) {
        int saved = random.nextInt(3) > 0 ? pickSaved(random) : -1;
        int register = saved;
        while (register < 0 || held[register]) {
            register = random.nextInt(FIRST_SAVED);
        }
        return register;
    }

    void contextIn(int register) {
        contextRegister = register;
        hold(register);
    }

    void contextAt(int slot) {
        contextSlot = slot;
    }

    /** The register with the context, or -1. */
    int contextRegister() {
        return contextRegister;
    }

    /** Where on the stack the context lies, or 0. */
    int contextSlot() {
        return contextSlot;
    }

    boolean hasContext() {
        return contextRegister >= 0 || contextSlot > 0;
    }

    void callerMemoryIn(int register) {
        callerMemory = register;
        hold(register);
    }

    /** The register that points to 16 bytes of the caller, or -1. */
    int callerMemory() {
        return callerMemory;
    }
}
