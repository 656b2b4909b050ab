// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.engine.interpreter;

import dev.probeproof.emulator.engine.Executable;
import dev.probeproof.emulator.engine.ExecutionEngine;
import dev.probeproof.emulator.engine.ExecutionEnvironment;
import dev.probeproof.emulator.engine.ExecutionListener;
import dev.probeproof.emulator.engine.ExecutionResult;
import dev.probeproof.emulator.helper.ExecutionFault;
import dev.probeproof.emulator.memory.AddressSpace;
import java.util.Map;
import java.util.WeakHashMap;
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
    private final Map<Executable, Code> decoded = new WeakHashMap<>();

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
        AddressSpace memory = environment.kernelMemory();
        CallStack stack = new CallStack(memory.beginRun());
        Execution execution = new Execution(this, environment, stack, listener, budget, code(program), r1);
        try {
            long returnValue = execution.function(0, r1, r2, 0, 0, 0);
            return new ExecutionResult(returnValue, execution.executed(), null, -1);
        } catch (ExecutionFault fault) {
            return new ExecutionResult(0, execution.executed(), fault, execution.faultSlot());
        } finally {
            memory.endRun();
        }
    }

    Code code(Executable program) {
        Code code = decoded.get(program);
        if (code == null) {
            code = Decoder.decode(program);
            decoded.put(program, code);
        }
        return code;
    }
}
