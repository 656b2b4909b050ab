// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.bench;

import dev.probeproof.emulator.EmulatedKernel;
import dev.probeproof.emulator.engine.EngineChoice;
import dev.probeproof.emulator.engine.ExecutionResult;
import dev.probeproof.loader.LoadedInstance;
import dev.probeproof.loader.LoadedObject;
import dev.probeproof.loader.event.KprobeEvent;
import dev.probeproof.loader.event.PtRegs;
import dev.probeproof.loader.event.Task;
import dev.probeproof.loader.kernel.AttachPoint;
import dev.probeproof.loader.kernel.ProgramHandle;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.kernel.TestRun;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.ProgramSpec;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** A program in an emulated kernel of its own. */
final class EmulatedEngine implements BenchEngine {
    private final EngineKind kind;
    private final EmulatedKernel kernel;
    private final Supplier<ExecutionResult> replay;
    private final LongSupplier cpuNanos;
    private final Outcome outcome;

    /** Every result goes in here, so that no compiler may leave a run out. */
    private long seen;

    private EmulatedEngine(
            EngineKind kind, EmulatedKernel kernel, Supplier<ExecutionResult> replay, LongSupplier cpuNanos) {
        this.kind = kind;
        this.kernel = kernel;
        this.replay = replay;
        this.cpuNanos = cpuNanos;
        ExecutionResult first = replay.get();
        if (first.fault() != null) {
            throw first.fault();
        }
        this.outcome = new Outcome(first.returnValue(), first.executedInstructions());
    }

    /**
     * Loads the program, prepares its maps and runs it once.
     *
     * @param cpuNanos what the running thread has used
     * @throws dev.probeproof.loader.error.ProbeproofException if it is refused, or faults
     */
    static EmulatedEngine start(
            EngineKind kind,
            TargetKernel target,
            BpfObject object,
            ProgramSpec program,
            BenchInput input,
            LongSupplier cpuNanos) {
        EmulatedKernel kernel = EmulatedKernel.builder(target)
                .engine(kind == EngineKind.COMPILER ? EngineChoice.COMPILER : EngineChoice.INTERPRETER)
                .build();
        try {
            LoadedObject loaded =
                    BenchLoading.load(kernel, object, program, target.arch().ptRegsBytes());
            LoadedInstance instance = loaded.program(program.name()).instances().get(0);
            return new EmulatedEngine(kind, kernel, replay(kernel, instance, program, input), cpuNanos);
        } catch (RuntimeException | Error failure) {
            try (kernel) {
                throw failure;
            }
        }
    }

    private static Supplier<ExecutionResult> replay(
            EmulatedKernel kernel, LoadedInstance instance, ProgramSpec program, BenchInput input) {
        ProgramHandle handle = instance.handle();
        if (program.type() == ProgramType.KPROBE) {
            KprobeEvent event = event(kernel, instance, program, input);
            return () -> kernel.run(handle, event, null).result();
        }
        TestRun.Input run = BenchLoading.testRun(input);
        return () -> kernel.run(handle, run).result();
    }

    private static KprobeEvent event(
            EmulatedKernel kernel, LoadedInstance instance, ProgramSpec program, BenchInput input) {
        PtRegs registers = PtRegs.of(kernel.target().arch(), input.context().toArray());
        AttachPoint place = instance.instance().points().isEmpty()
                ? new AttachPoint.Kprobe(program.target(), 0, false)
                : instance.instance().points().get(0).attachPoint();
        return place instanceof AttachPoint.Uprobe uprobe
                ? uprobe.fires(registers, input.memory(), Task.DEFAULT)
                : ((AttachPoint.Kprobe) place).fires(registers, input.memory(), Task.DEFAULT);
    }

    @Override
    public EngineKind kind() {
        return kind;
    }

    @Override
    public Outcome outcome() {
        return outcome;
    }

    @Override
    public long sample(int runs) {
        long sum = seen;
        long start = cpuNanos.getAsLong();
        for (int i = 0; i < runs; i++) {
            sum += replay();
        }
        long took = cpuNanos.getAsLong() - start;
        seen = sum;
        return took;
    }

    /** Runs it once, from the reset to the result, of which it returns a digest. */
    long replay() {
        ExecutionResult result = replay.get();
        return result.returnValue() ^ result.executedInstructions();
    }

    @Override
    public void close() {
        kernel.close();
    }
}
