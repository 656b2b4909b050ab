// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import java.util.Arrays;

/** A stretch of a program's memory: writing to the array there is writing to the memory. */
record Window(byte[] array, int start, int length) {
    static final Window EMPTY = new Window(new byte[0], 0, 0);

    void set(int index, byte value) {
        array[start + index] = value;
    }

    void zero() {
        Arrays.fill(array, start, start + length, (byte) 0);
    }

    byte[] copy() {
        return Arrays.copyOfRange(array, start, start + length);
    }
}
