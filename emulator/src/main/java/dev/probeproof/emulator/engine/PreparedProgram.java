// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.engine;

import dev.probeproof.emulator.helper.ExecutionFault;

/**
 * A program that an engine has made ready to run many times in one environment, without a listener. For one thread at a
 * time, as the environment. What the engine shares between threads lies behind it.
 */
public interface PreparedProgram {
    /**
     * Runs the program to its end and returns r0.
     *
     * @throws ExecutionFault if the run ended early
     */
    long run(long r1, long r2);

    /** Instructions that the last run executed, as {@link ExecutionResult#executedInstructions}. */
    long executedInstructions();

    /** Where the last run faulted, as {@link ExecutionResult#faultSlot}. */
    int faultSlot();
}
