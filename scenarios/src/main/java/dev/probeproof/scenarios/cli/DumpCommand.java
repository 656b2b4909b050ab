// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.error.Nearest;
import dev.probeproof.loader.error.ProbeproofException;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.ObjectReader;
import dev.probeproof.scenarios.input.InputFile;
import dev.probeproof.scenarios.kernels.Kernels;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dump}: any stage between the bytes of an object and what a kernel gets. */
@CommandLine.Command(
        name = "dump",
        description = {
            "Shows any stage between an object file and a kernel.",
            "",
            "  elf        sections and symbols",
            "  object     programs, maps and variables as the compiler left them",
            "  relocated  programs made to fit a kernel, functions linked behind them",
            "  probes     probe definitions on a kernel: where each argument is fetched from",
            "  instances  each program once for every way its arguments lie, prologue in front",
            "  image      what the kernel gets: maps by index, types and lines moved along"
        },
        footer = {
            "",
            "Examples:",
            "  probeproof dump relocated examples/fileio.bpf.o --kernel 6.12-arm64",
            "  probeproof dump probes 'vfs_read(file->f_pos)' --kernel 6.1-amd64",
            "  probeproof dump image --json build/*.bpf.o --kernel running | jq .programs"
        })
final class DumpCommand implements Command {
    /** The stages, in the order of the flow. */
    static final List<String> STAGES = List.of("elf", "object", "relocated", "probes", "instances", "image");

    private final OutputOptions output;

    @Parameters(index = "0", paramLabel = "STAGE", description = "One of the above.")
    private String stage = "";

    @Parameters(
            index = "1..*",
            paramLabel = "OBJECT",
            description = "Object files; for 'probes' also definitions, and - for one a line on standard input.")
    private List<String> objects = List.of();

    @Mixin
    private final KernelOptions kernels = new KernelOptions();

    @Mixin
    private final ProbeOptions probes = new ProbeOptions();

    @Mixin
    private final DebugOptions debug = new DebugOptions();

    @Option(names = "--instructions", description = "'image' with --json: every instruction, not only digests.")
    private boolean instructions;

    @Option(
            names = "--dialect",
            paramLabel = "LANGUAGE",
            description = "'probes': native, perf or tracefs; told by the form of each definition if not given.")
    private String dialect = "";

    @Option(
            names = "--format",
            paramLabel = "FORM",
            description = "'probes': tracefs, for lines that can be written to kprobe_events and uprobe_events.")
    private String format = "";

    DumpCommand(OutputOptions output) {
        this.output = output;
    }

    @Override
    public boolean take(PlainLine line) {
        switch (line.option()) {
            case "" -> {
                if (stage.isEmpty()) {
                    stage = line.parameter();
                } else {
                    objects = line.parameter(objects);
                }
            }
            case "--dialect" -> dialect = line.value(dialect);
            case "--format" -> format = line.value(format);
            case "--instructions" -> instructions = line.flag(instructions);
            default -> {
                return output.take(line) || kernels.take(line) || probes.take(line) || debug.take(line);
            }
        }
        return true;
    }

    @Override
    public ExitCode run(Terminal terminal) {
        if (!STAGES.contains(stage)) {
            List<String> nearest = Nearest.of(stage, STAGES);
            throw new UsageException("unknown stage '" + stage + "'"
                    + (nearest.isEmpty() ? "" : "\n  did you mean '" + nearest.get(0) + "'?") + "\n  stages: "
                    + String.join(", ", STAGES));
        }
        if (objects.isEmpty() && !stage.equals("probes")) {
            throw new UsageException("no object given\n  'probeproof dump --help' shows how it is used");
        }
        return switch (stage) {
            case "elf" -> each(terminal, objects, object -> DumpElf.print(file(object), terminal, output));
            case "object" -> each(terminal, objects, object -> DumpObject.print(object(object), terminal, output));
            case "relocated" ->
                onKernels(terminal, (object, kernel) -> DumpRelocated.print(object, kernel, terminal, output));
            case "probes" -> probes(terminal);
            case "instances" ->
                onKernels(terminal, (object, kernel) -> DumpInstances.print(made(object, kernel), terminal, output));
            default -> image(terminal);
        };
    }

    private ExitCode probes(Terminal terminal) {
        List<Bytes> files = new ArrayList<>();
        List<String> definitions = new ArrayList<>();
        boolean stream = false;
        for (String word : objects) {
            if (word.equals("-")) {
                stream = true;
            } else if (isFile(word)) {
                files.add(file(word));
            } else {
                definitions.add(word);
            }
        }
        definitions.addAll(probes.definitions());
        stream |= objects.isEmpty() && definitions.isEmpty() && !terminal.inIsTerminal();
        return DumpProbes.print(
                new DumpProbes.Sources(files, definitions, stream ? Optional.of(terminal.in()) : Optional.empty()),
                kernels.probedOrElse(List.of(Kernels.newestName())),
                new DumpProbes.Languages(dialect, format),
                debug,
                terminal,
                output);
    }

    /** What exists is an object, and so is what looks like a path and like no definition: then it is missing. */
    private static boolean isFile(String word) {
        if (word.indexOf('(') >= 0) {
            return false;
        }
        boolean definition =
                word.chars().anyMatch(c -> ": =;".indexOf(c) >= 0) || word.indexOf('/') < 0 && !word.endsWith(".o");
        return !definition || InputFile.exists(word);
    }

    private ExitCode image(Terminal terminal) {
        if (output.json()) {
            return ImageLines.print(objects, kernels(), probes.forPrograms(), instructions, terminal, output.pretty());
        }
        return onKernels(terminal, (object, kernel) -> DumpImage.print(made(object, kernel), terminal));
    }

    private Instantiation made(BpfObject object, TargetKernel kernel) {
        return Instantiation.of(object, probes.forPrograms(), kernel);
    }

    /** Prints every object that can be read on every kernel. */
    private ExitCode onKernels(Terminal terminal, BiFunction<BpfObject, TargetKernel, ExitCode> print) {
        List<BpfObject> read = new ArrayList<>();
        ExitCode code = each(terminal, objects, path -> {
            read.add(object(path));
            return ExitCode.OK;
        });
        for (TargetKernel kernel : kernels()) {
            code = code.or(each(terminal, read, object -> print.apply(object, kernel)));
        }
        return code;
    }

    /** One bad file must not hide what the others hold: it is reported in its place, and the next one follows. */
    private <T> ExitCode each(Terminal terminal, List<T> inputs, Function<T, ExitCode> print) {
        ExitCode code = ExitCode.OK;
        for (T input : inputs) {
            try {
                code = code.or(print.apply(input));
            } catch (ProbeproofException reason) {
                Failure failure = Failure.of(reason);
                failure.print(terminal, output.json());
                code = code.or(failure.code());
            }
        }
        return code;
    }

    private static Bytes file(String path) {
        return InputFile.read(InputFile.path(path));
    }

    private static BpfObject object(String path) {
        Bytes file = file(path);
        return ObjectReader.read(file, file.source());
    }

    private List<TargetKernel> kernels() {
        return kernels.orElse(List.of(Kernels.newestName()));
    }
}
