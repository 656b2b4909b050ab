// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.error.Nearest;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.ObjectReader;
import dev.probeproof.scenarios.input.InputFile;
import dev.probeproof.scenarios.kernels.Kernels;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
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
            "  probeproof dump probes --json --probe 'vfs_read(file->f_pos)' --kernel 6.1-amd64"
        })
final class DumpCommand implements Command {
    /** The stages, in the order of the flow. */
    static final List<String> STAGES = List.of("elf", "object", "relocated", "probes", "instances", "image");

    private final OutputOptions output;

    @Parameters(index = "0", paramLabel = "STAGE", description = "One of the above.")
    private String stage = "";

    @Parameters(index = "1..*", paramLabel = "OBJECT", description = "Object files; 'probes' does without.")
    private List<String> objects = List.of();

    @Mixin
    private final KernelOptions kernels = new KernelOptions();

    @Mixin
    private final ProbeOptions probes = new ProbeOptions();

    DumpCommand(OutputOptions output) {
        this.output = output;
    }

    @Override
    public ExitCode run(Terminal terminal) {
        if (!STAGES.contains(stage)) {
            List<String> nearest = Nearest.of(stage, STAGES);
            throw new UsageException("unknown stage '" + stage + "'"
                    + (nearest.isEmpty() ? "" : "\n  did you mean '" + nearest.get(0) + "'?") + "\n  stages: "
                    + String.join(", ", STAGES));
        }
        List<Bytes> files = files();
        return switch (stage) {
            case "elf" -> DumpElf.print(files, terminal, output);
            case "object" -> DumpObject.print(files, terminal, output);
            case "relocated" -> DumpRelocated.print(files, kernels.orElse(newest()), terminal, output);
            case "probes" -> DumpProbes.print(files, probes.definitions(), kernels.orElse(newest()), terminal, output);
            default -> printInstances(files, terminal);
        };
    }

    private ExitCode printInstances(List<Bytes> files, Terminal terminal) {
        ExitCode code = ExitCode.OK;
        for (TargetKernel kernel : kernels.orElse(newest())) {
            for (Bytes file : files) {
                BpfObject object = ObjectReader.read(file, file.source());
                Instantiation made = Instantiation.of(object, probes.forPrograms(), kernel);
                ExitCode one = stage.equals("image")
                        ? DumpImage.print(made, terminal, output)
                        : DumpInstances.print(made, terminal, output);
                code = one == ExitCode.OK ? code : one;
            }
        }
        return code;
    }

    private List<Bytes> files() {
        if (objects.isEmpty() && !stage.equals("probes")) {
            throw new UsageException("no object given\n  'probeproof dump --help' shows how it is used");
        }
        List<Bytes> files = new ArrayList<>();
        for (String object : objects) {
            files.add(InputFile.read(InputFile.path(object)));
        }
        return files;
    }

    private static List<String> newest() {
        return List.of(Kernels.newestName());
    }
}
