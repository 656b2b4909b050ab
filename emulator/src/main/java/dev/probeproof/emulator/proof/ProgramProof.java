// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.proof;

/**
 * What a verifier proved of a program that it accepted, by slot. Immutable, for any number of threads.
 *
 * <p>It holds for runs of the program as it was verified: with the same maps, in the same type of program, on contexts that a
 * kernel makes. An engine may build on it and should still notice when it does not hold, because then the verifier has an
 * error.
 */
public final class ProgramProof {
    /** r0 to r10. */
    public static final int REGISTERS = 11;

    private final RegisterProof[] registers;
    private final int[] live;
    private final boolean[] reached;

    /**
     * @param registers for slot s and register r at index s * {@link #REGISTERS} + r, before the instruction
     * @param live by slot, a bit for each register that may be read before it is written
     * @param reached by slot, whether any path gets there
     */
    public ProgramProof(RegisterProof[] registers, int[] live, boolean[] reached) {
        if (registers.length != live.length * REGISTERS || live.length != reached.length) {
            throw new IllegalArgumentException(registers.length + " registers, " + live.length + " masks and "
                    + reached.length + " slots do not belong together");
        }
        this.registers = registers.clone();
        this.live = live.clone();
        this.reached = reached.clone();
    }

    /** How many slots the program has. */
    public int size() {
        return reached.length;
    }

    /** Whether any run gets to a slot; false for the second slot of a wide load. */
    public boolean isReached(int slot) {
        return reached[slot];
    }

    /** What holds for a register before the instruction at a slot that is reached. */
    public RegisterProof before(int slot, int register) {
        return registers[slot * REGISTERS + register];
    }

    /** Whether a register may be read at or after a slot before it is written. */
    public boolean isLive(int slot, int register) {
        return (live[slot] & 1 << register) != 0;
    }
}
