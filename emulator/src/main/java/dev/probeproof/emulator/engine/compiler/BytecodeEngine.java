// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.engine.compiler;

import dev.probeproof.emulator.engine.Coverage;
import dev.probeproof.emulator.engine.Executable;
import dev.probeproof.emulator.engine.ExecutionEngine;
import dev.probeproof.emulator.engine.ExecutionEnvironment;
import dev.probeproof.emulator.engine.ExecutionListener;
import dev.probeproof.emulator.engine.ExecutionResult;
import dev.probeproof.emulator.engine.PreparedProgram;
import dev.probeproof.emulator.engine.interpreter.Interpreter;
import dev.probeproof.emulator.helper.ExecutionFault;
import dev.probeproof.emulator.proof.ProgramProof;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Runs verified programs as bytecode of this JVM. What cannot be compiled, and what a listener wants to see step by step,
 * another engine runs.
 */
public final class BytecodeEngine implements ExecutionEngine {
    private final Interpreter interpreter;
    private final CodeCache cache;
    private final Map<Variant, Map<Executable, Optional<Machine>>> machines = new HashMap<>();
    /** Of programs that others jump to, by the environment of those, which they run in. */
    private final Map<ExecutionEnvironment, Map<Variant, Map<Executable, Optional<Machine>>>> followers =
            new WeakHashMap<>();
    /** Whether a budget may end where plain code does not look. */
    private final boolean limited;

    /**
     * @param interpreter for what is not compiled, for runs with a listener, and for where a budget ends
     * @param cache of compiled programs; other engines, of other kernels and threads, may have the same
     */
    public BytecodeEngine(Interpreter interpreter, CodeCache cache) {
        this.interpreter = interpreter;
        this.cache = cache;
        this.limited = interpreter.budget() < Machine.LONG_RUN;
    }

    Interpreter interpreter() {
        return interpreter;
    }

    /** What a program jumps to, as compiled; it has the helpers of the one that jumps. */
    Optional<Machine> follower(Machine from, Executable program) {
        return followers
                .computeIfAbsent(from.environment(), environment -> new WeakHashMap<>())
                .computeIfAbsent(from.variant(), variant -> new WeakHashMap<>())
                .computeIfAbsent(program, target -> compile(target, from.environment(), from.variant()));
    }

    @Override
    public ExecutionResult run(
            Executable program,
            ExecutionEnvironment environment,
            long r1,
            long r2,
            @Nullable ExecutionListener listener) {
        Coverage coverage = listener instanceof Coverage counting ? counting : null;
        boolean compiles = listener == null || coverage != null;
        Optional<Machine> machine =
                compiles ? machine(program, environment, new Variant(coverage != null, limited)) : Optional.empty();
        if (machine.isEmpty()) {
            return interpreter.run(program, environment, r1, r2, listener);
        }
        if (coverage != null) {
            machine.get().cover(coverage);
        }
        return run(machine.get(), r1, r2);
    }

    /** The program as bytecode, or, where that is not possible, as the other engine runs it. */
    @Override
    public PreparedProgram prepare(Executable program, ExecutionEnvironment environment) {
        Optional<Machine> machine = machine(program, environment, new Variant(false, limited));
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

    private Optional<Machine> machine(Executable program, ExecutionEnvironment environment, Variant variant) {
        Map<Executable, Optional<Machine>> ofVariant = machines.computeIfAbsent(variant, any -> new WeakHashMap<>());
        Optional<Machine> known = ofVariant.get(program);
        if (known == null) {
            known = compile(program, environment, variant);
            ofVariant.put(program, known);
        }
        return known;
    }

    private Optional<Machine> compile(Executable program, ExecutionEnvironment environment, Variant variant) {
        ProgramFacts facts = new ProgramFacts(
                program.maps(),
                environment.helpers(),
                environment.kernelMemory().order(),
                variant);
        Optional<ProgramProof> proof = program.prove();
        if (proof.isEmpty()
                || Limits.objection(program.instructions(), proof.get(), facts).isPresent()) {
            return Optional.empty();
        }
        ProgramCompiler compiler = new ProgramCompiler(program.instructions(), proof.get(), facts);
        return Optional.of(new Machine(
                this, program, cache.programOf(compiler.compile()), compiler.origins(), environment, variant));
    }
}
