// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.engine;

import org.jspecify.annotations.Nullable;

/** Runs programs. All engines give the same result, the same memory, the same counts and the same faults. */
public interface ExecutionEngine {
    /**
     * Runs a program to its end.
     *
     * @param r1 the context address, or whatever the program expects in r1
     * @param r2 second argument; 0 for programs that take a context only
     * @param listener sees every step, or null
     */
    ExecutionResult run(
            Executable program,
            ExecutionEnvironment environment,
            long r1,
            long r2,
            @Nullable ExecutionListener listener);

    /** Makes a program ready for many runs. */
    PreparedProgram prepare(Executable program, ExecutionEnvironment environment);
}
