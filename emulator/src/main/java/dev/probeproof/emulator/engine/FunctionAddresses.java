// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.engine;

import dev.probeproof.loader.insn.Instructions;

/**
 * Where the functions of a program are said to lie: a part of the kernel's half that x86-64 leaves unused, with nothing
 * mapped. A slot is eight bytes, as in memory.
 */
public final class FunctionAddresses {
    private static final long FIRST = 0xffff_eb10_0000_0000L;

    private FunctionAddresses() {}

    /** The address of the function that begins at a slot. */
    public static long of(int slot) {
        return FIRST + (long) Instructions.SLOT_BYTES * slot;
    }

    /**
     * The slot at an address, or -1 if that is no slot of the program.
     *
     * @param slots how many the program has
     */
    public static int slot(long address, int slots) {
        long offset = address - FIRST;
        boolean inside = offset >= 0 && offset / Instructions.SLOT_BYTES < slots;
        return inside && offset % Instructions.SLOT_BYTES == 0 ? (int) (offset / Instructions.SLOT_BYTES) : -1;
    }
}
