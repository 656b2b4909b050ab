// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.emulator.EmulatedKernel;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.error.Nearest;
import dev.probeproof.loader.error.ProbeproofException;
import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.kernel.VerifierLogLevel;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.ObjectReader;
import dev.probeproof.loader.object.ProgramSpec;
import dev.probeproof.scenarios.input.InputFile;
import dev.probeproof.scenarios.kernels.Kernels;
import dev.probeproof.scenarios.verify.ObjectVerification;
import dev.probeproof.scenarios.verify.ProgramVerdict;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code verify}: what the verifiers of kernels say. */
@CommandLine.Command(
        name = "verify",
        description = {
            "Says what the verifier of a kernel answers to every program of an object, and why.",
            "",
            "Without --kernel: the newest shipped one. Programs with probe definitions are verified with their",
            "prologues, one instance for each way their arguments lie. Where the object says what is expected (the",
            "declaration tags of the kernel's own tests), an expected refusal is a success.",
            "",
            "Exit code 1 if any verdict is not the one that is wanted, or there is none."
        },
        footer = {
            "",
            "Examples:",
            "  probeproof verify examples/sleepers.bpf.o --kernel 6.1-amd64 --kernel 7.2-amd64",
            "  probeproof verify counter.bpf.o --program on_open --log-level 2"
        })
final class VerifyCommand implements Command {
    private final OutputOptions output;
    private final Function<TargetKernel, KernelBackend> backends;

    @Parameters(arity = "1..*", paramLabel = "OBJECT", description = "Object files of any BPF loader.")
    private List<String> objects = List.of();

    @Mixin
    private final KernelOptions kernels = new KernelOptions();

    @Option(names = "--program", paramLabel = "NAME", description = "Only this program; repeatable.")
    private Set<String> programs = new LinkedHashSet<>();

    @Option(
            names = "--log-level",
            paramLabel = "N",
            description = "Print the verifier's log: 1 branches, 2 every instruction.")
    private int logLevel;

    @Option(names = "--stats", description = "A table of the verifier's figures, with veristat's columns.")
    private boolean stats;

    VerifyCommand(OutputOptions output) {
        this(output, EmulatedKernel::on);
    }

    /** @param backends makes the kernels that decide */
    VerifyCommand(OutputOptions output, Function<TargetKernel, KernelBackend> backends) {
        this.output = output;
        this.backends = backends;
    }

    @Override
    public boolean take(PlainLine line) {
        switch (line.option()) {
            case "" -> objects = line.parameter(objects);
            case "--program" -> programs.add(line.value(""));
            case "--stats" -> stats = line.flag(stats);
            default -> {
                return output.take(line) || kernels.take(line);
            }
        }
        return true;
    }

    @Override
    public ExitCode run(Terminal terminal) {
        if (logLevel < 0 || logLevel > 2) {
            throw new UsageException(
                    "unknown log level " + logLevel + "\n  levels: 1 (branches), 2 (every instruction)");
        }
        List<BpfObject> read = new ArrayList<>();
        ExitCode code = ExitCode.OK;
        for (String path : objects) {
            try {
                Bytes file = InputFile.read(InputFile.path(path));
                read.add(ObjectReader.read(file, file.source()));
            } catch (ProbeproofException reason) {
                // One bad file must not hide what is said of the others.
                Failure failure = Failure.of(reason);
                failure.print(terminal, output.json());
                code = code.or(failure.code());
            }
        }
        if (read.isEmpty()) {
            return code;
        }
        requireKnownPrograms(read);
        List<ProgramVerdict> verdicts = new ArrayList<>();
        ObjectVerification verification = new ObjectVerification(new ObjectVerification.Options(
                programs,
                logLevel == 2 ? VerifierLogLevel.INSTRUCTIONS : VerifierLogLevel.BRANCHES,
                backends,
                System::nanoTime));
        List<TargetKernel> targets = kernels.orElse(List.of(Kernels.newestName()));
        try (Progress progress = Progress.on(terminal)) {
            for (int i = 0; i < targets.size(); i++) {
                for (BpfObject object : read) {
                    progress.at(object.fileName() + " on " + targets.get(i).name(), i, targets.size());
                    verdicts.addAll(verification.verify(object, targets.get(i)));
                }
            }
        }
        return code.or(print(verdicts, terminal));
    }

    private ExitCode print(List<ProgramVerdict> verdicts, Terminal terminal) {
        if (output.json()) {
            VerifyJson.print(verdicts, logLevel > 0, terminal, output.pretty());
        } else {
            VerifyText.print(verdicts, logLevel > 0, stats, terminal);
        }
        if (verdicts.isEmpty()) {
            terminal.err().print("nothing to verify: no object has a program that a loader would load\n");
            return ExitCode.NOTHING_RAN;
        }
        boolean allWanted =
                verdicts.stream().allMatch(verdict -> verdict.disappointment().isEmpty());
        return allWanted ? ExitCode.OK : ExitCode.FAILED;
    }

    /** A name that no object has would leave nothing to verify, and call it good. */
    private void requireKnownPrograms(List<BpfObject> read) {
        List<String> known = read.stream()
                .flatMap(object -> object.programs().stream())
                .map(ProgramSpec::name)
                .toList();
        for (String program : programs) {
            if (!known.contains(program)) {
                List<String> nearest = Nearest.of(program, known);
                throw new UsageException("--program names '" + program + "', which no object has"
                        + (nearest.isEmpty()
                                ? "\n  programs: " + String.join(", ", known)
                                : "\n  did you mean '" + nearest.get(0) + "'?"));
            }
        }
    }
}
