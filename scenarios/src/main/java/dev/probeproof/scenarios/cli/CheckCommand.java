// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.error.Nearest;
import dev.probeproof.loader.instance.PrologueLayout;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.ObjectReader;
import dev.probeproof.loader.object.ProgramSpec;
import dev.probeproof.scenarios.check.CheckReport;
import dev.probeproof.scenarios.check.Preflight;
import dev.probeproof.scenarios.input.InputFile;
import dev.probeproof.scenarios.kernels.Kernels;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code check}: the preflight. */
@CommandLine.Command(
        name = "check",
        description = {
            "Proves every fetch of every instance on every kernel named, and that every fault is survived.",
            "",
            "Without --kernel: all shipped kernels. --probe replaces the definitions in the object;",
            "PROGRAM=DEFINITION gives one to a single program. 'path == fetch' claims that a raw fetch reads",
            "what the path means."
        },
        footer = {
            "",
            "Examples:",
            "  probeproof check examples/fileio.bpf.o",
            "  probeproof check examples/fileio.bpf.o --kernel 6.12-amd64 --built-for 5.10-amd64",
            "  probeproof check examples/openat.bpf.o --probe 'vfs_write(pos, count == %%dx:u64)'"
        })
final class CheckCommand implements Command {
    private static final List<String> LAYOUTS = List.of("perf", "registers", "struct");

    private final OutputOptions output;

    @Parameters(arity = "1..*", paramLabel = "OBJECT", description = "Objects that clang made (-target bpf).")
    private List<String> objects = List.of();

    @Mixin
    private final KernelOptions kernels = new KernelOptions();

    @Mixin
    private final ProbeOptions probes = new ProbeOptions();

    @Mixin
    private final DebugOptions debug = new DebugOptions();

    @Option(
            names = "--built-for",
            paramLabel = "K",
            description = "Make the instances with that kernel's types and run them on the others.")
    private String builtFor = "";

    @Option(
            names = "--layout",
            paramLabel = "LAYOUT",
            description =
                    "perf (err and three registers), registers (ours) or struct; without it, as the program's prototype"
                            + " says.")
    private String layout = "";

    @Option(
            names = "--machine-code",
            paramLabel = "FILE",
            description = "A vmlinux or program with DWARF: its code is run up to each place (with Unicorn 2), and what"
                    + " is fetched there compared with what the function was given.")
    private String machineCode = "";

    CheckCommand(OutputOptions output) {
        this.output = output;
    }

    @Override
    public boolean take(PlainLine line) {
        switch (line.option()) {
            case "" -> objects = line.parameter(objects);
            case "--built-for" -> builtFor = line.value(builtFor);
            case "--machine-code" -> machineCode = line.value(machineCode);
            case "--layout" -> layout = line.value(layout);
            default -> {
                return output.take(line) || kernels.take(line) || probes.take(line) || debug.take(line);
            }
        }
        return true;
    }

    @Override
    public ExitCode run(Terminal terminal) {
        List<Preflight.ProgramProbe> definitions = probes.forPrograms();
        Preflight preflight = new Preflight(new Preflight.Options(
                definitions,
                layout(),
                builtFor.isEmpty() ? Optional.empty() : Optional.of(Kernels.byName(builtFor)),
                debug::target,
                machineCode.isEmpty() ? Optional.empty() : Optional.of(debug.image(machineCode))));
        List<BpfObject> read = new ArrayList<>();
        for (String object : objects) {
            Bytes bytes = InputFile.read(InputFile.path(object));
            read.add(ObjectReader.read(bytes, bytes.source()));
        }
        requireKnownPrograms(definitions, read);
        List<CheckReport.Row> rows = new ArrayList<>();
        List<CheckReport.Trial> trials = new ArrayList<>();
        List<CheckReport.Problem> problems = new ArrayList<>();
        List<TargetKernel> targets = kernels.probedOrElse(Kernels.shippedNames());
        try (Progress progress = Progress.on(terminal)) {
            for (int i = 0; i < targets.size(); i++) {
                int done = i;
                List<TargetKernel> one = List.of(targets.get(i));
                for (BpfObject object : read) {
                    CheckReport report = preflight.check(object, one, what -> progress.at(what, done, targets.size()));
                    rows.addAll(report.rows());
                    trials.addAll(report.trials());
                    problems.addAll(report.problems());
                }
            }
        }
        return print(new CheckReport(rows, trials, problems), terminal);
    }

    private ExitCode print(CheckReport report, Terminal terminal) {
        if (output.json()) {
            CheckJson.print(report, terminal, output.pretty());
        } else {
            CheckText.print(report, terminal);
        }
        if (report.isEmpty()) {
            terminal.err()
                    .print("nothing to prove: no program carries a probe definition\n"
                            + "  hint: add one with PROBE(\"vfs_read(file->f_pos)\") in the source, or with --probe\n");
            return ExitCode.NOTHING_RAN;
        }
        return report.allProved() ? ExitCode.OK : ExitCode.FAILED;
    }

    /** A definition for a program that no object has would be passed over in silence. */
    private static void requireKnownPrograms(List<Preflight.ProgramProbe> definitions, List<BpfObject> objects) {
        List<String> known = objects.stream()
                .flatMap(object -> object.programs().stream())
                .map(ProgramSpec::name)
                .toList();
        for (Preflight.ProgramProbe probe : definitions) {
            if (!probe.program().isEmpty() && !known.contains(probe.program())) {
                throw new UsageException("--probe names program '" + probe.program() + "', which no object has"
                        + "\n  programs: " + String.join(", ", known));
            }
        }
    }

    private Optional<PrologueLayout> layout() {
        return switch (layout) {
            case "" -> Optional.empty();
            case "perf" -> Optional.of(PrologueLayout.PERF);
            case "struct" -> Optional.of(PrologueLayout.STRUCT);
            case "registers" -> Optional.of(PrologueLayout.REGISTERS);
            default ->
                throw new UsageException("unknown layout '" + layout + "'"
                        + Nearest.of(layout, LAYOUTS).stream()
                                .findFirst()
                                .map(name -> "\n  did you mean " + name + "?")
                                .orElse("")
                        + "\n  layouts: " + String.join(", ", LAYOUTS));
        };
    }
}
