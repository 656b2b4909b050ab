// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.error.Nearest;
import dev.probeproof.loader.error.ProbeproofException;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.ObjectReader;
import dev.probeproof.loader.object.ProgramSpec;
import dev.probeproof.scenarios.fit.Fit;
import dev.probeproof.scenarios.fit.FitReport;
import dev.probeproof.scenarios.fit.ObjectFit;
import dev.probeproof.scenarios.fit.Selection;
import dev.probeproof.scenarios.input.InputFile;
import dev.probeproof.scenarios.kernels.Kernels;
import dev.probeproof.scenarios.parallel.InOrder;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fit}: which kernels an object is for. */
@CommandLine.Command(
        name = "fit",
        description = {
            "Says which kernels an object fits, and why not, without loading anything.",
            "",
            "It compares types, fields, helpers, map and program types, kernel functions and places to attach to",
            "with what a kernel has. What a verifier says is another matter.",
            "",
            "Without --kernel: all shipped kernels. Exit code 1 if anything does not fit."
        },
        footer = {
            "",
            "Examples:",
            "  probeproof fit examples/*.bpf.o",
            "  probeproof fit agent.bpf.o --kernel 5.10-amd64 --kernel customer.btf --json"
        })
final class FitCommand implements Command {
    private final OutputOptions output;

    @Parameters(arity = "1..*", paramLabel = "OBJECT", description = "Object files of any BPF loader.")
    private List<String> objects = List.of();

    @Mixin
    private final KernelOptions kernels = new KernelOptions();

    @Option(
            names = "--program",
            paramLabel = "NAME",
            description = "Only this program must fit; repeatable. Maps count in any case.")
    private Set<String> programs = new LinkedHashSet<>();

    @Option(names = "--all-programs", description = "Programs of sections with '?', too, which loaders leave out.")
    private boolean allPrograms;

    @Option(names = "--notes", description = "List what does not keep an object from fitting, too.")
    private boolean notes;

    FitCommand(OutputOptions output) {
        this.output = output;
    }

    @Override
    public boolean take(PlainLine line) {
        switch (line.option()) {
            case "" -> objects = line.parameter(objects);
            case "--program" -> programs.add(line.value(""));
            case "--all-programs" -> allPrograms = line.flag(allPrograms);
            case "--notes" -> notes = line.flag(notes);
            default -> {
                return output.take(line) || kernels.take(line);
            }
        }
        return true;
    }

    @Override
    public ExitCode run(Terminal terminal) {
        List<Fit.Subject> subjects = new ArrayList<>();
        InOrder.run(objects, FitCommand::read, subjects::add);
        requireKnownPrograms(subjects);
        FitReport report;
        try (Progress progress = Progress.on(terminal)) {
            report = Fit.of(
                    subjects,
                    kernels.orElse(Kernels.shippedNames()),
                    new Selection(programs, allPrograms),
                    progress::at);
        }
        if (output.json()) {
            FitJson.print(report, terminal, output.pretty());
        } else {
            FitText.print(report, terminal, notes);
        }
        return exitCode(report);
    }

    private static Fit.Subject read(String path) {
        try {
            Bytes file = InputFile.read(InputFile.path(path));
            return Fit.Subject.of(path, ObjectReader.read(file, file.source()));
        } catch (ProbeproofException reason) {
            // Told in its row: one bad file must not hide what the others are for.
            return Fit.Subject.unreadable(path, reason);
        }
    }

    private static ExitCode exitCode(FitReport report) {
        ExitCode code = report.allFit() ? ExitCode.OK : ExitCode.FAILED;
        for (ObjectFit object : report.objects()) {
            ProbeproofException reason = object.unreadable();
            if (reason != null) {
                code = code.or(Failure.of(reason).code());
            }
        }
        return code;
    }

    /** A name that no object has would leave nothing to fit, and call it a fit. */
    private void requireKnownPrograms(List<Fit.Subject> subjects) {
        List<String> known = new ArrayList<>();
        for (Fit.Subject subject : subjects) {
            BpfObject object = subject.object();
            if (object != null) {
                object.programs().stream().map(ProgramSpec::name).forEach(known::add);
            }
        }
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
