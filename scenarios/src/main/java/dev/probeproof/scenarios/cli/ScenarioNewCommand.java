// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.ObjectReader;
import dev.probeproof.scenarios.input.InputFile;
import dev.probeproof.scenarios.kernels.Kernels;
import dev.probeproof.scenarios.starter.ScenarioStarter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code scenario new}: a scenario in which every program of an object runs once. */
@CommandLine.Command(
        name = "new",
        description = {
            "Writes a scenario in which every program of an object runs once, with what came of it.",
            "",
            "Arguments of functions and tracepoints come from the kernel's types: change them to what",
            "matters, and what is expected with them. A file that is there is not written over."
        },
        footer = {
            "",
            "Examples:",
            "  probeproof scenario new examples/latency.bpf.o",
            "  probeproof scenario new agent.bpf.o --kernel 6.1-amd64 -o agent.yaml"
        })
final class ScenarioNewCommand implements Command {
    private final OutputOptions output;

    @Parameters(index = "0", paramLabel = "OBJECT", description = "An object file.")
    private String object = "";

    @Option(
            names = {"-k", "--kernel"},
            paramLabel = "K",
            description = "Whose functions and types. Without it, the newest shipped kernel.")
    private String kernel = "";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Where to. Without it, standard output, for a file beside the object.")
    private String file = "";

    ScenarioNewCommand(OutputOptions output) {
        this.output = output;
    }

    @Override
    public ExitCode run(Terminal terminal) throws IOException {
        Path objectPath = InputFile.path(object).toAbsolutePath().normalize();
        BpfObject read = ObjectReader.read(InputFile.read(InputFile.path(object)), object);
        Path folder = file.isEmpty()
                ? objectPath.getParent()
                : InputFile.path(file).toAbsolutePath().normalize().getParent();
        Path beside = folder == null ? Path.of("/") : folder;
        String name = beside.relativize(objectPath).toString().replace('\\', '/');
        TargetKernel target = Kernels.byName(kernel.isEmpty() ? Kernels.newestName() : kernel);
        String text = ScenarioStarter.of(read, name, beside.resolve("new.yaml"), target);
        if (!file.isEmpty()) {
            write(InputFile.path(file), text);
        }
        if (output.json()) {
            JsonOutput.printObject(terminal, output.pretty(), json -> {
                json.writeStringProperty("file", file);
                json.writeStringProperty("scenario", text);
            });
        } else if (file.isEmpty()) {
            terminal.out().print(text);
        } else {
            terminal.out().print(file + ": try it with 'probeproof run " + file + "'\n");
        }
        return ExitCode.OK;
    }

    private static void write(Path path, String text) throws IOException {
        try {
            Files.write(
                    path,
                    text.getBytes(StandardCharsets.UTF_8),
                    StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException there) {
            throw new UsageException(path + " is there already: name another file, or remove it first");
        }
    }
}
