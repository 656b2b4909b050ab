// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.definition.Mechanism;
import dev.probeproof.loader.definition.ProbeDefinition;
import dev.probeproof.loader.definition.ProbeSyntaxException;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.object.ObjectReader;
import dev.probeproof.loader.probe.DebugTarget;
import dev.probeproof.loader.probe.ProbeNotation;
import dev.probeproof.loader.probe.ProbePointResolver;
import dev.probeproof.loader.probe.ProbeResolutionException;
import dev.probeproof.loader.probe.ResolvedProbe;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code dump probes}: what probe definitions mean, one answer for each argument and kernel. */
final class DumpProbes {
    private DumpProbes() {}

    /** A definition as typed, and read; or why it cannot be read. */
    private record Read(
            String text,
            @Nullable ProbeDefinition definition,
            @Nullable ProbeSyntaxException problem) {
        static Read of(String text, Languages languages, Mechanism meant) {
            try {
                return new Read(text, languages.read(text, meant), null);
            } catch (ProbeSyntaxException e) {
                // Told in its place among the answers: one bad line of a long file must not hide the others.
                return new Read(text, null, e);
            }
        }
    }

    /**
     * How definitions are written, and how places are shown.
     *
     * @param dialect empty for any
     * @param format empty for a table
     */
    record Languages(String dialect, String format) {
        private static final String TRACEFS = "tracefs";

        Languages {
            if (!dialect.isEmpty() && names().stream().noneMatch(dialect::equals)) {
                throw new UsageException(
                        "unknown dialect '" + dialect + "'\n  dialects: " + String.join(", ", names()));
            } else if (!format.isEmpty() && !format.equals(TRACEFS)) {
                throw new UsageException("unknown format '" + format + "'\n  there is: " + TRACEFS);
            }
        }

        private static List<String> names() {
            return Stream.of(ProbeNotation.values())
                    .map(notation -> notation.name().toLowerCase(Locale.ROOT))
                    .toList();
        }

        ProbeDefinition read(String text, Mechanism meant) {
            return dialect.isEmpty()
                    ? ProbeNotation.readAny(text, meant)
                    : ProbeNotation.valueOf(dialect.toUpperCase(Locale.ROOT)).read(text, meant);
        }

        boolean asEvents() {
            return !format.isEmpty();
        }
    }

    /** What there is to resolve. */
    record Sources(List<Bytes> objects, List<String> definitions, Optional<InputStream> stream) {}

    static ExitCode print(
            Sources sources,
            List<TargetKernel> kernels,
            Languages languages,
            DebugOptions debug,
            Terminal terminal,
            OutputOptions output) {
        List<Read> definitions = read(sources.objects(), sources.definitions(), languages);
        Answers answers = new Answers(languages, debug, terminal, output);
        for (TargetKernel kernel : kernels) {
            definitions.forEach(definition -> answers.add(definition, kernel));
        }
        answers.flush();
        if (sources.stream().isPresent()) {
            // One line after the other on all kernels, so that a stream of any length takes no more memory.
            List<TargetKernel> all = List.copyOf(kernels);
            DefinitionLines lines = new DefinitionLines(sources.stream().get());
            for (String line = lines.next(); line != null; line = lines.next()) {
                Read definition = Read.of(line, languages, Mechanism.KPROBE);
                all.forEach(kernel -> answers.add(definition, kernel));
            }
            answers.flush();
        }
        if (answers.count == 0) {
            throw new UsageException(
                    "nothing to resolve: give an expression such as 'vfs_read(file->f_pos)', one a line"
                            + " on standard input, or an object whose programs carry probe: tags");
        }
        return answers.unreadable ? ExitCode.USAGE : ExitCode.OK;
    }

    /** Prints as it goes: JSON at once, a table when it has got long. */
    private static final class Answers {
        private static final int ROWS = 1000;

        private final Languages languages;
        private final DebugOptions debug;
        private final Terminal terminal;
        private final OutputOptions output;
        private ProbeTable table = new ProbeTable();
        private long count;
        private boolean unreadable;

        Answers(Languages languages, DebugOptions debug, Terminal terminal, OutputOptions output) {
            this.languages = languages;
            this.debug = debug;
            this.terminal = terminal;
            this.output = output;
        }

        void add(Read definition, TargetKernel kernel) {
            unreadable |= definition.problem() != null;
            if (languages.asEvents()) {
                count++;
                new TraceEventLines(terminal, output).print(definition.text(), definition.definition(), kernel, debug);
                return;
            }
            for (ProbeAnswer answer : answers(definition, kernel, debug)) {
                count++;
                if (output.json()) {
                    JsonOutput.print(terminal, output.pretty(), json -> ProbeRecord.write(json, answer));
                } else {
                    table.add(answer);
                }
            }
            if (!output.json() && count % ROWS == 0) {
                flush();
            }
        }

        void flush() {
            table.print(terminal);
            table = new ProbeTable();
        }
    }

    private static List<Read> read(List<Bytes> files, List<String> given, Languages languages) {
        List<Read> definitions = new ArrayList<>();
        for (Bytes file : files) {
            ObjectReader.read(file, file.source()).programs().stream()
                    .flatMap(program -> program.probes().stream()
                            .map(text -> Read.of(
                                    text, languages, Mechanism.of(program.type(), program.expectedAttachType()))))
                    .forEach(definitions::add);
        }
        given.stream().map(text -> Read.of(text, languages, Mechanism.KPROBE)).forEach(definitions::add);
        return definitions;
    }

    private static List<ProbeAnswer> answers(Read read, TargetKernel kernel, DebugOptions debug) {
        ProbeDefinition definition = read.definition();
        if (definition == null) {
            return List.of(ProbeAnswer.failed(kernel, read.text(), read.problem()));
        }
        List<ResolvedProbe> probes;
        try {
            Optional<DebugTarget> target = debug.target(definition, kernel);
            if (target.isPresent()) {
                return ProbePointResolver.examineAll(definition, target.get()).stream()
                        .flatMap(site -> ProbeAnswer.of(site, kernel).stream())
                        .toList();
            }
            probes = ProbePointResolver.examineAll(definition, kernel);
        } catch (ProbeResolutionException e) {
            return List.of(ProbeAnswer.failed(kernel, read.text(), e));
        }
        return probes.stream().flatMap(probe -> ProbeAnswer.of(probe).stream()).toList();
    }
}
