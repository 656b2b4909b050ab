// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.bench;

import dev.probeproof.emulator.EmulatedKernel;
import dev.probeproof.emulator.Replay;
import dev.probeproof.emulator.ReplayInput;
import dev.probeproof.emulator.engine.EngineChoice;
import dev.probeproof.loader.LoadedInstance;
import dev.probeproof.loader.LoadedObject;
import dev.probeproof.loader.event.KprobeEvent;
import dev.probeproof.loader.event.PtRegs;
import dev.probeproof.loader.event.Task;
import dev.probeproof.loader.kernel.AttachPoint;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.ProgramSpec;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.List;
import java.util.function.LongSupplier;

/** A program in an emulated kernel of its own. */
final class EmulatedEngine implements BenchEngine {
    private final EngineKind kind;
    private final EmulatedKernel kernel;
    private final Replay replay;
    private final ReplayInput[] inputs;
    private final LongSupplier cpuNanos;
    private final Outcome outcome;
    private int next;

    /** Every result goes in here, so that no compiler may leave a run out. */
    private long seen;

    private EmulatedEngine(
            EngineKind kind, EmulatedKernel kernel, Replay replay, ReplayInput[] inputs, LongSupplier cpuNanos) {
        this.kind = kind;
        this.kernel = kernel;
        this.replay = replay;
        this.inputs = inputs;
        this.cpuNanos = cpuNanos;
        this.outcome = new Outcome(replay.run(inputs[0]), replay.executedInstructions());
    }

    /**
     * Loads the program, prepares its maps and runs it once, on the first input.
     *
     * @param inputs it runs on one after the other
     * @param cpuNanos what the running thread has used
     * @throws dev.probeproof.loader.error.ProbeproofException if it is refused, or faults
     */
    static EmulatedEngine start(
            EngineKind kind,
            TargetKernel target,
            BpfObject object,
            ProgramSpec program,
            List<BenchInput> inputs,
            LongSupplier cpuNanos) {
        EmulatedKernel kernel = EmulatedKernel.builder(target)
                .engine(kind == EngineKind.COMPILER ? EngineChoice.COMPILER : EngineChoice.INTERPRETER)
                .build();
        try {
            LoadedObject loaded =
                    BenchLoading.load(kernel, object, program, target.arch().ptRegsBytes());
            LoadedInstance instance = loaded.program(program.name()).instances().get(0);
            Replay replay = kernel.replay(instance.handle());
            ReplayInput[] prepared = inputs.stream()
                    .map(input -> prepare(replay, target, instance, program, input))
                    .toArray(ReplayInput[]::new);
            return new EmulatedEngine(kind, kernel, replay, prepared, cpuNanos);
        } catch (RuntimeException | Error failure) {
            try (kernel) {
                throw failure;
            }
        }
    }

    private static ReplayInput prepare(
            Replay replay, TargetKernel target, LoadedInstance instance, ProgramSpec program, BenchInput input) {
        return program.type() == ProgramType.KPROBE
                ? replay.input(event(target, instance, program, input))
                : replay.input(BenchLoading.testRun(input));
    }

    private static KprobeEvent event(
            TargetKernel target, LoadedInstance instance, ProgramSpec program, BenchInput input) {
        PtRegs registers = PtRegs.of(target.arch(), input.context().toArray());
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
        long start = cpuNanos.getAsLong();
        seen += inputs.length == 1 ? runOnOne(runs) : runOnAll(runs);
        return cpuNanos.getAsLong() - start;
    }

    private long runOnOne(int runs) {
        ReplayInput input = inputs[0];
        long sum = 0;
        for (int i = 0; i < runs; i++) {
            sum += replay.run(input) ^ replay.executedInstructions();
        }
        return sum;
    }

    private long runOnAll(int runs) {
        int at = next;
        long sum = 0;
        for (int i = 0; i < runs; i++) {
            sum += replay.run(inputs[at]) ^ replay.executedInstructions();
            at = at + 1 == inputs.length ? 0 : at + 1;
        }
        next = at;
        return sum;
    }

    /** Runs it once, from the reset to the result, of which it returns a digest. */
    long replay() {
        return replay.run(inputs[0]) ^ replay.executedInstructions();
    }

    @Override
    public void close() {
        try (kernel) {
            replay.close();
        }
    }
}
