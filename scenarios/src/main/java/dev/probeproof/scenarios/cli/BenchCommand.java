// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.error.Nearest;
import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.kernel.TargetKernels;
import dev.probeproof.loader.kernel.UnsupportedFeatureException;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.ObjectReader;
import dev.probeproof.loader.object.ProgramSpec;
import dev.probeproof.scenarios.bench.Clocks;
import dev.probeproof.scenarios.bench.EngineKind;
import dev.probeproof.scenarios.bench.ObjectBench;
import dev.probeproof.scenarios.bench.ProgramFigures;
import dev.probeproof.scenarios.input.InputFile;
import dev.probeproof.scenarios.kernels.Kernels;
import dev.probeproof.scenarios.kernels.NativeBackend;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bench}: how long programs take. */
@CommandLine.Command(
        name = "bench",
        description = {
            "Measures how long the programs of an object take: interpreted, compiled and, as root on Linux,",
            "in the real kernel, by turns in one process. What counts is the fastest of many samples of CPU",
            "time; 'spread' is the 90th percentile over the fastest, in the order of the columns.",
            "",
            "Programs named setup or setup_* are not measured but run once before, to fill maps. docs/cli.md",
            "says how an object brings its own input.",
            "",
            "Exit code 1 if a program is refused or faults, or if engines do not give the same result."
        },
        footer = {
            "",
            "Examples:",
            "  probeproof bench examples/bench/prologue.bpf.o",
            "  probeproof bench filter.bpf.o --program classify --input packet.bin --json"
        })
final class BenchCommand implements Command {
    private static final int MAX_SAMPLES = 100_000;
    private static final int MAX_INPUTS = 1_000_000;

    private final OutputOptions output;

    @Parameters(arity = "1..*", paramLabel = "OBJECT", description = "Object files of any BPF loader.")
    private List<String> objects = List.of();

    @Mixin
    private final KernelOptions kernels = new KernelOptions();

    @Option(names = "--program", paramLabel = "NAME", description = "Only this program; repeatable.")
    private Set<String> programs = new LinkedHashSet<>();

    @Option(
            names = "--engine",
            paramLabel = "ENGINE",
            description = "interpreter, compiler or kernel; repeatable. Without it: all that can run.")
    private Set<String> engines = new LinkedHashSet<>();

    @Option(
            names = "--input",
            paramLabel = "FILE",
            description = "The packet, or the bytes of the context: for a kprobe its registers (struct pt_regs).")
    private @Nullable String input;

    @Option(
            names = "--inputs",
            paramLabel = "N",
            description = "Run probes on N inputs by turns, each with its memory elsewhere; 1 unless given.")
    private int inputs = 1;

    @Option(names = "--samples", paramLabel = "N", description = "Samples of each of two rounds; 60 unless given.")
    private int samples = 60;

    @Option(
            names = "--warm-up",
            paramLabel = "SECONDS",
            description =
                    "CPU time for which an engine runs before it is measured, longer while the JVM still compiles; 2"
                            + " unless given.")
    private double warmUpSeconds = 2;

    BenchCommand(OutputOptions output) {
        this.output = output;
    }

    @Override
    public ExitCode run(Terminal terminal) {
        if (samples < 1 || samples > MAX_SAMPLES) {
            throw new UsageException("--samples takes 1 to " + MAX_SAMPLES + ", not " + samples);
        }
        if (inputs < 1 || inputs > MAX_INPUTS) {
            throw new UsageException("--inputs takes 1 to " + MAX_INPUTS + ", not " + inputs);
        }
        if (!(warmUpSeconds >= 0 && warmUpSeconds <= 3600)) {
            throw new UsageException("--warm-up takes 0 to 3600 seconds, not " + warmUpSeconds);
        }
        Set<EngineKind> wanted = wantedEngines();
        List<Subject> subjects = subjects();
        List<String> notes = new ArrayList<>();
        List<ProgramFigures> figures = new ArrayList<>();
        Optional<KernelBackend> real = wanted.contains(EngineKind.KERNEL) ? realKernel(notes) : Optional.empty();
        try {
            ObjectBench bench = new ObjectBench(new ObjectBench.Options(
                    target(),
                    wanted,
                    real,
                    Optional.ofNullable(input).map(file -> InputFile.read(InputFile.path(file))),
                    inputs,
                    samples,
                    (long) (warmUpSeconds * 1e9),
                    clocks()));
            try (Progress progress = Progress.on(terminal)) {
                for (int i = 0; i < subjects.size(); i++) {
                    Subject subject = subjects.get(i);
                    progress.at(subject.program().name(), i, subjects.size());
                    figures.add(bench.measure(subject.object(), subject.program()));
                }
            }
        } finally {
            real.ifPresent(KernelBackend::close);
        }
        return print(figures, notes, terminal);
    }

    private record Subject(BpfObject object, ProgramSpec program) {}

    private List<Subject> subjects() {
        List<Subject> subjects = new ArrayList<>();
        List<String> known = new ArrayList<>();
        for (String path : objects) {
            Bytes file = InputFile.read(InputFile.path(path));
            BpfObject object = ObjectReader.read(file, file.source());
            object.programs().stream().map(ProgramSpec::name).forEach(known::add);
            List<ProgramSpec> chosen = programs.isEmpty()
                    ? ObjectBench.programs(object)
                    : object.programs().stream()
                            .filter(program -> programs.contains(program.name()))
                            .toList();
            chosen.forEach(program -> subjects.add(new Subject(object, program)));
        }
        for (String program : programs) {
            if (!known.contains(program)) {
                throw unknown("--program names '" + program + "', which no object has", "programs", program, known);
            }
        }
        return subjects;
    }

    private Set<EngineKind> wantedEngines() {
        EnumSet<EngineKind> all = EnumSet.allOf(EngineKind.class);
        List<String> labels = all.stream().map(EngineKind::label).toList();
        for (String engine : engines) {
            if (!labels.contains(engine)) {
                throw unknown("unknown engine '" + engine + "'", "engines", engine, labels);
            }
        }
        all.removeIf(kind -> !engines.isEmpty() && !engines.contains(kind.label()));
        return all;
    }

    private static UsageException unknown(String what, String list, String word, List<String> known) {
        List<String> nearest = Nearest.of(word, known);
        return new UsageException(what
                + (nearest.isEmpty()
                        ? "\n  " + list + ": " + String.join(", ", known)
                        : "\n  did you mean '" + nearest.get(0) + "'?"));
    }

    /** The emulated kernel needs registers, and there is one of it. */
    private TargetKernel target() {
        List<TargetKernel> targets = kernels.probedOrElse(List.of(Kernels.newestName()));
        if (targets.size() != 1) {
            throw new UsageException(
                    "bench measures on one kernel, not on " + targets.size() + "\n  name one with --kernel");
        }
        return TargetKernels.requireArch(targets.get(0));
    }

    /** Without it the others are measured all the same, unless the user asked for nothing else. */
    private Optional<KernelBackend> realKernel(List<String> notes) {
        try {
            return Optional.of(NativeBackend.find().open());
        } catch (UnsupportedFeatureException missing) {
            if (engines.contains(EngineKind.KERNEL.label())) {
                throw missing;
            }
            notes.add(EngineKind.KERNEL.label() + ": " + missing.getMessage());
            return Optional.empty();
        }
    }

    /** CPU time of this thread: what other processes take does not count. */
    private static Clocks clocks() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
        return new Clocks(
                threads.isCurrentThreadCpuTimeSupported() ? threads::getCurrentThreadCpuTime : System::nanoTime,
                compiler != null && compiler.isCompilationTimeMonitoringSupported()
                        ? compiler::getTotalCompilationTime
                        : () -> 0);
    }

    private ExitCode print(List<ProgramFigures> figures, List<String> notes, Terminal terminal) {
        if (output.json()) {
            BenchJson.print(figures, notes, terminal, output.pretty());
        } else {
            BenchText.print(figures, notes, terminal);
        }
        if (figures.stream().anyMatch(program -> !program.problems().isEmpty())) {
            return ExitCode.FAILED;
        }
        if (figures.stream().allMatch(program -> program.engines().isEmpty())) {
            terminal.err().print("nothing was measured\n");
            return ExitCode.NOTHING_RAN;
        }
        return ExitCode.OK;
    }
}
