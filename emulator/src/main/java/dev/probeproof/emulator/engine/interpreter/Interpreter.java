// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.engine.interpreter;

import dev.probeproof.emulator.engine.Executable;
import dev.probeproof.emulator.engine.ExecutionEngine;
import dev.probeproof.emulator.engine.ExecutionEnvironment;
import dev.probeproof.emulator.engine.ExecutionListener;
import dev.probeproof.emulator.engine.ExecutionResult;
import dev.probeproof.emulator.engine.PreparedProgram;
import dev.probeproof.emulator.engine.RunProgress;
import dev.probeproof.emulator.helper.ExecutionFault;
import dev.probeproof.emulator.memory.FrameStack;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The reference engine: the whole instruction set of RFC 9669 (cpu v1 to v4), exact fault addresses and instruction
 * counts. Proves nothing beforehand: what a verifier would have refused faults at the instruction that does it.
 *
 * <p>Keeps decoded programs and its stacks from run to run; used by one thread at a time, as the kernel that owns it. A
 * helper may start another run while one is under way.
 */
public final class Interpreter implements ExecutionEngine {
    /** Enough for eight million short callbacks of {@code bpf_loop}; about half a second. */
    public static final long DEFAULT_BUDGET = 100_000_000;

    private final long budget;
    private Execution[] executions = new Execution[0];
    private int runsUnderWay;

    public Interpreter() {
        this(DEFAULT_BUDGET);
    }

    /**
     * @param budget instructions after which a run is stopped with a fault, callbacks and tail calls included
     */
    public Interpreter(long budget) {
        if (budget < 1) {
            throw new IllegalArgumentException("a budget of " + budget + " instructions runs nothing");
        }
        this.budget = budget;
    }

    @Override
    public ExecutionResult run(
            Executable program,
            ExecutionEnvironment environment,
            long r1,
            long r2,
            @Nullable ExecutionListener listener) {
        Execution execution = begin(program, environment, r1, listener);
        try {
            long returnValue = execution.function(0, r1, r2, 0, 0, 0);
            return new ExecutionResult(returnValue, execution.executed(), null, -1);
        } catch (ExecutionFault fault) {
            return new ExecutionResult(0, execution.executed(), fault, execution.faultSlot());
        } finally {
            end(environment);
        }
    }

    @Override
    public PreparedProgram prepare(Executable program, ExecutionEnvironment environment) {
        return new Prepared(program, environment);
    }

    /** Instructions after which a run is stopped. */
    public long budget() {
        return budget;
    }

    /**
     * Runs a function in a run that another engine began, and returns its r0.
     *
     * @param entry its slot
     * @param frames the stack of the run
     * @param progress how far the run has come; knows more afterwards
     * @param listener sees the steps that are made here, or null
     * @throws ExecutionFault if it ended the run
     */
    public long goOn(
            Executable program,
            ExecutionEnvironment environment,
            FrameStack frames,
            long contextAddress,
            RunProgress progress,
            @Nullable ExecutionListener listener,
            int entry,
            long a1,
            long a2,
            long a3,
            long a4,
            long a5) {
        Execution execution = inRun(program, environment, frames, contextAddress, progress, listener);
        try {
            return execution.function(entry, a1, a2, a3, a4, a5);
        } finally {
            progress.update(execution.executed(), execution.tailCalls(), execution.faultSlot());
        }
    }

    /**
     * Goes on in the middle of a function that another engine began, in the frame that it entered, and returns r0 of the
     * function.
     *
     * @param slot the next instruction
     * @param registers r0 to r9
     * @param frames the stack of the run
     * @param progress how far the run has come; knows more afterwards
     * @param listener sees the steps that are made here, or null
     * @throws ExecutionFault if it ended the run
     */
    public long goOn(
            Executable program,
            ExecutionEnvironment environment,
            FrameStack frames,
            long contextAddress,
            RunProgress progress,
            @Nullable ExecutionListener listener,
            int slot,
            long[] registers) {
        Execution execution = inRun(program, environment, frames, contextAddress, progress, listener);
        int depth = frames.depth();
        try {
            return execution.rest(slot, registers);
        } finally {
            frames.leaveTo(depth);
            progress.update(execution.executed(), execution.tailCalls(), execution.faultSlot());
        }
    }

    private Execution inRun(
            Executable program,
            ExecutionEnvironment environment,
            FrameStack frames,
            long contextAddress,
            RunProgress progress,
            @Nullable ExecutionListener listener) {
        Execution execution = new Execution(this, budget, environment, frames, code(program));
        execution.begin(environment, frames, listener, code(program), contextAddress);
        execution.goOn(progress);
        return execution;
    }

    /** Nothing is allocated for a run: what one needs is kept, for each level of runs that began while others were under way. */
    private Execution begin(
            Executable program, ExecutionEnvironment environment, long r1, @Nullable ExecutionListener listener) {
        Code code = code(program);
        FrameStack frames = environment.kernelMemory().beginRun();
        int level = runsUnderWay;
        if (level == executions.length) {
            executions = Arrays.copyOf(executions, level + 1);
            executions[level] = new Execution(this, budget, environment, frames, code);
        }
        Execution execution = executions[level];
        execution.begin(environment, frames, listener, code, r1);
        runsUnderWay = level + 1;
        return execution;
    }

    private void end(ExecutionEnvironment environment) {
        runsUnderWay--;
        environment.kernelMemory().endRun();
    }

    Code code(Executable program) {
        if (program.decoded() instanceof Code code) {
            return code;
        }
        Code code = Decoder.decode(program);
        program.decoded(code);
        return code;
    }

    /** One program, run without a listener. */
    private final class Prepared implements PreparedProgram {
        private final Executable program;
        private final ExecutionEnvironment environment;
        private long executed;
        private int faultSlot = -1;

        Prepared(Executable program, ExecutionEnvironment environment) {
            this.program = program;
            this.environment = environment;
            code(program);
        }

        @Override
        public long run(long r1, long r2) {
            Execution execution = begin(program, environment, r1, null);
            try {
                return execution.function(0, r1, r2, 0, 0, 0);
            } finally {
                executed = execution.executed();
                faultSlot = execution.faultSlot();
                end(environment);
            }
        }

        @Override
        public long executedInstructions() {
            return executed;
        }

        @Override
        public int faultSlot() {
            return faultSlot;
        }
    }
}
