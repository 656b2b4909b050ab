// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.emulator.engine.EngineChoice;
import dev.probeproof.emulator.engine.ExecutionEngine;
import dev.probeproof.emulator.engine.TieredEngine;
import dev.probeproof.emulator.engine.compiler.BytecodeEngine;
import dev.probeproof.emulator.engine.compiler.CodeCache;
import dev.probeproof.emulator.engine.interpreter.Interpreter;
import dev.probeproof.emulator.helper.HelperMock;
import dev.probeproof.emulator.helper.HelperNames;
import dev.probeproof.emulator.helper.Mocks;
import dev.probeproof.emulator.world.World;
import dev.probeproof.loader.kernel.TargetKernel;
import org.jspecify.annotations.Nullable;

/** A kernel with other inputs than usual. */
public final class EmulatedKernelBuilder {
    private static final int DEFAULT_CPUS = 4;
    private static final long DEFAULT_MEMORY_BYTES = 256L << 20;

    private final TargetKernel target;
    private int possibleCpus = DEFAULT_CPUS;
    private long seed;
    private long instructionBudget = Interpreter.DEFAULT_BUDGET;
    private long memoryLimitBytes = DEFAULT_MEMORY_BYTES;
    private boolean verifies = true;
    private EngineChoice engine = EngineChoice.TIERED;
    private CodeCache codeCache = new CodeCache();
    private @Nullable SharedFindings findings;
    private Mocks mocks = Mocks.NONE;

    EmulatedKernelBuilder(TargetKernel target) {
        this.target = target;
    }

    /** How many CPUs per-CPU maps are made for; 4 unless said otherwise. */
    public EmulatedKernelBuilder possibleCpus(int cpus) {
        possibleCpus = cpus;
        return this;
    }

    /** Where the random numbers start; 0 unless said otherwise. */
    public EmulatedKernelBuilder seed(long newSeed) {
        seed = newSeed;
        return this;
    }

    /** Instructions after which a run is stopped with a fault, at the same one in all engines. */
    public EmulatedKernelBuilder instructionBudget(long instructions) {
        instructionBudget = instructions;
        return this;
    }

    /**
     * What all map values together may take, 128 bytes more for each of them; 256 MiB unless said otherwise. Beyond
     * it updates say ENOMEM.
     */
    public EmulatedKernelBuilder memoryLimitBytes(long bytes) {
        memoryLimitBytes = bytes;
        return this;
    }

    /**
     * Loads every program, also what no kernel would take: for tools that take programs apart, and for tests of the
     * interpreter. What a verifier refuses becomes a fault of the run where the run gets there.
     */
    public EmulatedKernelBuilder withoutVerifier() {
        verifies = false;
        return this;
    }

    /** How programs are run; {@link EngineChoice#TIERED} unless said otherwise. */
    public EmulatedKernelBuilder engine(EngineChoice choice) {
        engine = choice;
        return this;
    }

    /**
     * Where compiled programs are kept; a cache of its own unless said otherwise. Kernels that get the same one, in
     * whatever threads, share what comes out equal: a program is then compiled, and warmed up, once for all of them.
     */
    public EmulatedKernelBuilder codeCache(CodeCache cache) {
        codeCache = cache;
        return this;
    }

    /**
     * What kernels of this target found out before, and where this one leaves what it finds out; its own unless said
     * otherwise. Many short-lived kernels are faster with it, and behave the same.
     *
     * @throws IllegalArgumentException if it is about another target
     */
    public EmulatedKernelBuilder findings(SharedFindings shared) {
        if (shared.target() != target) {
            throw new IllegalArgumentException(
                    "findings about '" + shared.target().name() + "' for a kernel '" + target.name() + "'");
        }
        findings = shared;
        return this;
    }

    /**
     * Has a helper do something else, or something at all: emulated or not, every program's calls of it go to the
     * mock, in every engine. Verifiers see the helper's own prototype, and what the mock writes and returns is held to
     * it. A second mock of the same helper takes the first one's place.
     *
     * @param helper such as {@code bpf_get_current_cgroup_id}
     * @throws IllegalArgumentException if there is no such helper
     */
    public EmulatedKernelBuilder mock(String helper, HelperMock mock) {
        mocks = mocks.with(HelperNames.find(helper), mock);
        return this;
    }

    /**
     * Has a function of the kernel (kfunc) do something, so that programs that call it can run. Those that call others
     * besides are still refused when they are run or attached.
     */
    public EmulatedKernelBuilder kfunc(String name, HelperMock mock) {
        mocks = mocks.with(name, mock);
        return this;
    }

    public EmulatedKernel build() {
        World world = new World(possibleCpus);
        world.random().reseed(seed);
        SharedFindings known = findings == null ? new SharedFindings(target) : findings;
        return new EmulatedKernel(new KernelState(known, world, newEngine(), memoryLimitBytes, mocks), verifies);
    }

    private ExecutionEngine newEngine() {
        Interpreter interpreter = new Interpreter(instructionBudget);
        return switch (engine) {
            case INTERPRETER -> interpreter;
            case COMPILER -> new BytecodeEngine(interpreter, codeCache);
            case TIERED -> new TieredEngine(interpreter, new BytecodeEngine(interpreter, codeCache));
        };
    }
}
