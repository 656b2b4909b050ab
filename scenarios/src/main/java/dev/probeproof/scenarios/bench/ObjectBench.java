// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.bench;

import dev.probeproof.emulator.helper.ExecutionFault;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.error.ProbeproofException;
import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.ProgramSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Measures programs of an object, each by itself and on maps of its own. All engines have to give the same result in
 * their first run: a program that computes something else is always fast.
 */
public final class ObjectBench {
    private final Options options;

    /**
     * @param target of the emulated kernel
     * @param engines those to measure
     * @param realKernel the kernel of this machine, opened by the caller; empty if it cannot be used
     * @param input packet or context of every program, if the user gave one
     * @param inputs how many inputs emulated programs run on by turns, which differ in where their memory lies
     * @param samples of each of the two rounds
     * @param warmUpNanos CPU time for which an engine runs at most before it is measured
     */
    public record Options(
            TargetKernel target,
            Set<EngineKind> engines,
            Optional<KernelBackend> realKernel,
            Optional<Bytes> input,
            int inputs,
            int samples,
            long warmUpNanos,
            Clocks clocks) {
        public Options {
            engines = Set.copyOf(engines);
        }
    }

    public ObjectBench(Options options) {
        this.options = options;
    }

    /** The programs of an object that are measured unless the user names others: what a loader loads, without set-up. */
    public static List<ProgramSpec> programs(BpfObject object) {
        return object.programs().stream()
                .filter(program -> program.autoload() && !BenchLoading.isSetUp(program))
                .toList();
    }

    public ProgramFigures measure(BpfObject object, ProgramSpec program) {
        Attempt attempt = new Attempt(object, program);
        try {
            attempt.start();
            return attempt.figures();
        } finally {
            attempt.engines.forEach(BenchEngine::close);
        }
    }

    /** One program in the engines that take it. */
    private final class Attempt {
        private final BpfObject object;
        private final ProgramSpec program;
        private final BenchInput input;
        private final List<BenchEngine> engines = new ArrayList<>();
        private final List<String> notes = new ArrayList<>();
        private final List<String> problems = new ArrayList<>();

        Attempt(BpfObject object, ProgramSpec program) {
            this.object = object;
            this.program = program;
            this.input = BenchInput.of(
                    object, program, options.input(), options.target().arch().ptRegsBytes());
        }

        void start() {
            for (EngineKind kind : EngineKind.values()) {
                if (kind != EngineKind.KERNEL && options.engines().contains(kind)) {
                    startEmulated(kind);
                }
            }
            if (options.engines().contains(EngineKind.KERNEL)) {
                options.realKernel().ifPresent(this::startReal);
            }
        }

        private void startEmulated(EngineKind kind) {
            try {
                engines.add(EmulatedEngine.start(
                        kind,
                        options.target(),
                        object,
                        program,
                        inputs(),
                        options.clocks().cpuNanos()));
            } catch (ExecutionFault fault) {
                problems.add(kind.label() + ": the first run ended with a fault: " + fault.getMessage());
            } catch (ProbeproofException refusal) {
                problems.add(kind.label() + ": " + refusal.getMessage());
            }
        }

        private List<BenchInput> inputs() {
            return IntStream.range(0, options.inputs())
                    .mapToObj(input::elsewhere)
                    .toList();
        }

        /** The real kernel may be older than the object, or configured to refuse it: nothing is wrong then. */
        private void startReal(KernelBackend kernel) {
            try {
                engines.add(KernelEngine.start(kernel, object, program, input));
            } catch (ProbeproofException refusal) {
                notes.add(EngineKind.KERNEL.label() + ": " + refusal.getMessage());
            }
        }

        ProgramFigures figures() {
            Outcome outcome =
                    engines.isEmpty() ? new Outcome(0, 0) : engines.get(0).outcome();
            for (BenchEngine engine : engines) {
                engine.outcome()
                        .difference(outcome)
                        .ifPresent(difference -> problems.add(engine.kind().label() + " gives " + difference + " as "
                                + engines.get(0).kind().label() + " does"));
            }
            Map<EngineKind, Figures> measured = problems.isEmpty() && !engines.isEmpty()
                    ? new Race(new Race.Pace(
                                    options.samples(),
                                    options.warmUpNanos(),
                                    options.clocks().compiling()))
                            .run(engines)
                    : Map.of();
            return new ProgramFigures(
                    program.name(),
                    Integer.toUnsignedLong((int) outcome.returnValue()),
                    Math.max(0, outcome.executedInstructions()),
                    measured,
                    notes,
                    problems);
        }
    }
}
