// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.engine;

/** A program whose runs a listener sees step by step. */
public final class ListenedProgram implements PreparedProgram {
    private final ExecutionEngine engine;
    private final Executable program;
    private final ExecutionEnvironment environment;
    private final ExecutionListener listener;
    private ExecutionResult last = new ExecutionResult(0, 0, null, -1);

    public ListenedProgram(
            ExecutionEngine engine, Executable program, ExecutionEnvironment environment, ExecutionListener listener) {
        this.engine = engine;
        this.program = program;
        this.environment = environment;
        this.listener = listener;
    }

    @Override
    public long run(long r1, long r2) {
        last = engine.run(program, environment, r1, r2, listener);
        if (last.fault() != null) {
            throw last.fault();
        }
        return last.returnValue();
    }

    @Override
    public long executedInstructions() {
        return last.executedInstructions();
    }

    @Override
    public int faultSlot() {
        return last.faultSlot();
    }
}
