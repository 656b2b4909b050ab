// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.engine;

import dev.probeproof.loader.uapi.HelperId;

/** Sees what a program does while it runs. Engines without a listener pay nothing for it. */
public interface ExecutionListener {
    /**
     * Slots are those of this program from here on: at the begin of a run, after a tail call, and where a function that made
     * one has returned to the program that called it.
     */
    default void programEntered(Executable program) {}

    /**
     * Before an instruction.
     *
     * @param slot index of the instruction
     * @param registers r0 to r10, perhaps with more elements behind; the engine's own array: read it, do not keep it
     */
    default void instruction(int slot, long[] registers) {}

    /** After a helper returned. */
    default void helperReturned(int slot, HelperId helper, long[] arguments, long result) {}

    /** A load or store of the program itself; the value is what was read or written. Atomic operations are two. */
    default void memoryAccess(int slot, long address, int sizeBytes, boolean write, long value) {}

    /** A tail call succeeded: slots are those of the next program from here on. */
    default void tailCalled(int slot, Executable next) {}
}
