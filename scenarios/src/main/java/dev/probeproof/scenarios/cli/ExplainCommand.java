// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.emulator.verifier.explain.Explainer;
import dev.probeproof.emulator.verifier.explain.Explanation;
import dev.probeproof.emulator.verifier.explain.LogStatistics;
import dev.probeproof.emulator.verifier.explain.ProgramSource;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.error.Nearest;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.ObjectReader;
import dev.probeproof.loader.object.ProgramSpec;
import dev.probeproof.scenarios.input.InputFile;
import dev.probeproof.scenarios.kernels.Kernels;
import dev.probeproof.scenarios.verify.LoggedProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code explain}: a verifier log in words. */
@CommandLine.Command(
        name = "explain",
        description = {
            "Says why a verifier refused a program, from its log: the place, the values that led there, the cure.",
            "",
            "LOG is what a kernel of any release from 4.18 on wrote, at level 1 or 2, with what loaders print around",
            "it; '-' is standard input. With the OBJECT, in either order, it names functions and lines of C."
        },
        footer = {
            "",
            "Examples:",
            "  probeproof explain verifier.log counter.bpf.o",
            "  bpftool prog load counter.bpf.o /sys/fs/bpf/counter 2>&1 | probeproof explain -"
        })
final class ExplainCommand implements Command {
    private static final int MAX_LOG_BYTES = 256 << 20;

    private final OutputOptions output;

    @Parameters(arity = "1..2", paramLabel = "FILE", description = "The log, and the object that it is about.")
    private List<String> files = List.of();

    @Option(
            names = "--program",
            paramLabel = "NAME",
            description = "The program of the object; without it, the one that the log names or shows.")
    private String program = "";

    @Mixin
    private final KernelOptions kernels = new KernelOptions();

    ExplainCommand(OutputOptions output) {
        this.output = output;
    }

    @Override
    public ExitCode run(Terminal terminal) throws IOException {
        Bytes log = null;
        Bytes object = null;
        for (String file : files) {
            Bytes bytes = read(file, terminal);
            if (isObject(bytes)) {
                object = once(object, bytes, "two objects, and no log");
            } else {
                log = once(log, bytes, "two logs, and no object");
            }
        }
        if (log == null) {
            throw new UsageException(
                    "no log given, only an object\n  'probeproof explain --help' shows how it is used");
        }
        String text = new String(log.toArray(), StandardCharsets.UTF_8);
        Optional<ProgramSpec> found = Optional.empty();
        ProgramSource source = ProgramSource.NONE;
        if (object != null) {
            BpfObject read = ObjectReader.read(object, object.source());
            requireKnown(read);
            LoggedProgram logged = LoggedProgram.find(
                    read,
                    text,
                    program,
                    kernels.orElse(List.of(Kernels.newestName())).get(0));
            found = logged.program();
            source = logged.source();
            if (found.isEmpty()) {
                terminal.err()
                        .print("no program of " + read.fileName() + " has these instructions, or several have:"
                                + " explained without it\n  hint: name one with --program\n");
            }
        }
        return print(Explainer.explain(text, source), found, terminal);
    }

    private ExitCode print(Explanation explanation, Optional<ProgramSpec> found, Terminal terminal) {
        if (output.json()) {
            JsonOutput.printObject(terminal, output.pretty(), json -> {
                json.writeBooleanProperty("refused", explanation.isComplaint());
                ExplanationJson.text(
                        json, "program", found.map(ProgramSpec::name).orElse(""));
                ExplanationJson.fields(json, explanation);
                ExplanationJson.statistics(json, explanation.statistics());
            });
        } else if (explanation.isComplaint()) {
            terminal.out().print(title(found, terminal));
            ExplanationText.lines(explanation, terminal)
                    .forEach(line -> terminal.out().print(line + "\n"));
        }
        if (!explanation.isComplaint()) {
            terminal.err()
                    .print("the log does not end with a refusal"
                            + explanation
                                    .statistics()
                                    .map(LogStatistics::instructions)
                                    .map(count -> ", after " + count + " instructions")
                                    .orElse("")
                            + "\n");
            return ExitCode.NOTHING_RAN;
        }
        return ExitCode.OK;
    }

    private static String title(Optional<ProgramSpec> found, Terminal terminal) {
        String name = found.map(spec -> "program '" + spec.name() + "' (" + spec.section() + ")")
                .orElse("the program");
        return terminal.paint(Paint.BOLD, name) + " was refused\n";
    }

    private static Bytes read(String file, Terminal terminal) throws IOException {
        return file.equals("-")
                ? Bytes.wrap(terminal.in().readNBytes(MAX_LOG_BYTES), "standard input")
                : InputFile.read(InputFile.path(file));
    }

    private static boolean isObject(Bytes bytes) {
        byte[] magic = {0x7f, 'E', 'L', 'F'};
        return bytes.size() >= magic.length
                && Arrays.equals(bytes.slice(0, magic.length, "magic number").toArray(), magic);
    }

    private static Bytes once(@Nullable Bytes before, Bytes now, String complaint) {
        if (before != null) {
            throw new UsageException(complaint + "\n  'probeproof explain --help' shows how it is used");
        }
        return now;
    }

    private void requireKnown(BpfObject object) {
        List<String> known = object.programs().stream().map(ProgramSpec::name).toList();
        if (!program.isEmpty() && !known.contains(program)) {
            List<String> nearest = Nearest.of(program, known);
            throw new UsageException("--program names '" + program + "', which " + object.fileName() + " does not have"
                    + (nearest.isEmpty()
                            ? "\n  programs: " + String.join(", ", known)
                            : "\n  did you mean '" + nearest.get(0) + "'?"));
        }
    }
}
