// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.definition.Mechanism;
import dev.probeproof.loader.definition.ProbeDefinition;
import dev.probeproof.loader.definition.ProbeSyntaxException;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.object.ObjectReader;
import dev.probeproof.loader.probe.DebugTarget;
import dev.probeproof.loader.probe.ProbePointResolver;
import dev.probeproof.loader.probe.ProbeResolutionException;
import dev.probeproof.loader.probe.ResolvedProbe;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code dump probes}: what probe definitions mean, one answer for each argument and kernel. */
final class DumpProbes {
    private DumpProbes() {}

    /** A definition as typed, and read; or why it cannot be read. */
    private record Read(
            String text,
            @Nullable ProbeDefinition definition,
            @Nullable ProbeSyntaxException problem) {
        static Read of(String text) {
            return of(text, Mechanism.KPROBE);
        }

        static Read of(String text, Mechanism meant) {
            try {
                return new Read(text, ProbeDefinition.parse(text, meant), null);
            } catch (ProbeSyntaxException e) {
                // Told in its place among the answers: one bad line of a long file must not hide the others.
                return new Read(text, null, e);
            }
        }
    }

    /** What there is to resolve. */
    record Sources(List<Bytes> objects, List<String> definitions, Optional<InputStream> stream) {}

    static ExitCode print(
            Sources sources, List<TargetKernel> kernels, DebugOptions debug, Terminal terminal, OutputOptions output) {
        List<Read> definitions = read(sources.objects(), sources.definitions());
        Answers answers = new Answers(debug, terminal, output);
        for (TargetKernel kernel : kernels) {
            definitions.forEach(definition -> answers.add(definition, kernel));
        }
        answers.flush();
        if (sources.stream().isPresent()) {
            // One line after the other on all kernels, so that a stream of any length takes no more memory.
            List<TargetKernel> all = List.copyOf(kernels);
            DefinitionLines lines = new DefinitionLines(sources.stream().get());
            for (String line = lines.next(); line != null; line = lines.next()) {
                Read definition = Read.of(line);
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

        private final DebugOptions debug;
        private final Terminal terminal;
        private final OutputOptions output;
        private ProbeTable table = new ProbeTable();
        private long count;
        private boolean unreadable;

        Answers(DebugOptions debug, Terminal terminal, OutputOptions output) {
            this.debug = debug;
            this.terminal = terminal;
            this.output = output;
        }

        void add(Read definition, TargetKernel kernel) {
            unreadable |= definition.problem() != null;
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

    private static List<Read> read(List<Bytes> files, List<String> given) {
        List<Read> definitions = new ArrayList<>();
        for (Bytes file : files) {
            ObjectReader.read(file, file.source()).programs().stream()
                    .flatMap(program -> program.probes().stream()
                            .map(text -> Read.of(text, Mechanism.of(program.type(), program.expectedAttachType()))))
                    .forEach(definitions::add);
        }
        given.stream().map(Read::of).forEach(definitions::add);
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
