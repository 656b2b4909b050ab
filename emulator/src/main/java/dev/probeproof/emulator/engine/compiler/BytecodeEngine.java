// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.engine.compiler;

import dev.probeproof.emulator.engine.Executable;
import dev.probeproof.emulator.engine.ExecutionEngine;
import dev.probeproof.emulator.engine.ExecutionEnvironment;
import dev.probeproof.emulator.engine.ExecutionListener;
import dev.probeproof.emulator.engine.ExecutionResult;
import dev.probeproof.emulator.engine.PreparedProgram;
import dev.probeproof.emulator.helper.ExecutionFault;
import dev.probeproof.emulator.proof.ProgramProof;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Runs verified programs as bytecode of this JVM. What cannot be compiled, and what a listener wants to see step by step,
 * another engine runs.
 */
public final class BytecodeEngine implements ExecutionEngine {
    private final ExecutionEngine interpreter;
    private final Map<Executable, Optional<Machine>> machines = new WeakHashMap<>();

    /**
     * @param interpreter for what is not compiled, and for runs with a listener
     */
    public BytecodeEngine(ExecutionEngine interpreter) {
        this.interpreter = interpreter;
    }

    @Override
    public ExecutionResult run(
            Executable program,
            ExecutionEnvironment environment,
            long r1,
            long r2,
            @Nullable ExecutionListener listener) {
        Optional<Machine> machine = listener == null ? machine(program, environment) : Optional.empty();
        return machine.isEmpty()
                ? interpreter.run(program, environment, r1, r2, listener)
                : run(machine.get(), r1, r2);
    }

    /** The program as bytecode, or, where that is not possible, as the other engine runs it. */
    @Override
    public PreparedProgram prepare(Executable program, ExecutionEnvironment environment) {
        Optional<Machine> machine = machine(program, environment);
        return machine.isPresent() ? machine.get() : interpreter.prepare(program, environment);
    }

    private static ExecutionResult run(Machine machine, long r1, long r2) {
        try {
            long returnValue = machine.run(r1, r2);
            return new ExecutionResult(returnValue, machine.executed, null, -1);
        } catch (ExecutionFault fault) {
            return new ExecutionResult(0, machine.executed, fault, machine.faultSlot());
        }
    }

    private Optional<Machine> machine(Executable program, ExecutionEnvironment environment) {
        Optional<Machine> known = machines.get(program);
        if (known == null) {
            known = compile(program, environment);
            machines.put(program, known);
        }
        return known;
    }

    private static Optional<Machine> compile(Executable program, ExecutionEnvironment environment) {
        ProgramFacts facts = new ProgramFacts(
                program.maps(), environment.helpers(), environment.kernelMemory().order());
        Optional<ProgramProof> proof = program.prove();
        if (proof.isEmpty()
                || Limits.objection(program.instructions(), proof.get(), facts).isPresent()) {
            return Optional.empty();
        }
        ProgramCompiler compiler = new ProgramCompiler(program.instructions(), proof.get(), facts);
        return Optional.of(new Machine(program, compiler.compile(), compiler.instructionsBehind(), environment));
    }
}
