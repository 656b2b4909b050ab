// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.engine.compiler;

/** A program as a class of this JVM. Keeps nothing between runs: all state is in the machine, so threads share it. */
abstract class CompiledProgram {
    /** How many places in it remember where they found memory. */
    final int places;

    /** Whether any of its functions has its frame in memory. */
    final boolean usesFrames;

    CompiledProgram(int places, boolean usesFrames) {
        this.places = places;
        this.usesFrames = usesFrames;
    }

    /**
     * From the first instruction to the exit.
     *
     * @return r0
     */
    abstract long run(Machine machine, long r1, long r2) throws Throwable;

    /** Runs the function that begins at a slot, as helpers do that take one. */
    abstract long call(Machine machine, int slot, long r1, long r2, long r3, long r4, long r5) throws Throwable;
}
