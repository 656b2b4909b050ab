// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.log;

/** Registers and stack slots, whatever their frame: those that changed since states were printed last, for example. */
public final class PlaceSet {
    private int registers;
    private long slots;

    public void addRegister(int number) {
        registers |= 1 << number;
    }

    /** @param index of the slot of eight bytes at {@code fp - 8 * (index + 1)} */
    public void addSlot(int index) {
        slots |= 1L << index;
    }

    public void addAll() {
        registers = -1;
        slots = -1;
    }

    public void clear() {
        registers = 0;
        slots = 0;
    }

    public boolean isEmpty() {
        return registers == 0 && slots == 0;
    }

    public boolean hasRegister(int number) {
        return (registers >>> number & 1) != 0;
    }

    public boolean hasSlot(int index) {
        return (slots >>> index & 1) != 0;
    }
}
