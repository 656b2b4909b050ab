// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.definition.ProbeDefinition;
import dev.probeproof.loader.definition.ProbeSyntaxException;
import dev.probeproof.loader.error.ProbeproofException;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.object.ObjectReader;
import dev.probeproof.loader.probe.ProbePointResolver;
import dev.probeproof.loader.probe.ProbeResolutionException;
import dev.probeproof.loader.probe.ResolvedProbe;
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
            try {
                return new Read(text, ProbeDefinition.parse(text), null);
            } catch (ProbeSyntaxException e) {
                // Told in its place among the answers: one bad line of a long file must not hide the others.
                return new Read(text, null, e);
            }
        }
    }

    static ExitCode print(
            List<Bytes> files,
            List<String> given,
            List<TargetKernel> kernels,
            Terminal terminal,
            OutputOptions output) {
        List<Read> definitions = read(files, given);
        if (definitions.isEmpty()) {
            throw new UsageException(
                    "nothing to resolve: give --probe DEFINITION, or an object whose programs carry" + " probe: tags");
        }
        ProbeTable table = new ProbeTable();
        for (TargetKernel kernel : kernels) {
            for (Read definition : definitions) {
                for (ProbeAnswer answer : answers(definition, kernel)) {
                    if (output.json()) {
                        JsonOutput.print(terminal, output.pretty(), json -> ProbeRecord.write(json, answer));
                    } else {
                        table.add(answer);
                    }
                }
            }
        }
        table.print(terminal);
        return definitions.stream().anyMatch(definition -> definition.problem() != null) ? ExitCode.USAGE : ExitCode.OK;
    }

    private static List<Read> read(List<Bytes> files, List<String> given) {
        List<Read> definitions = new ArrayList<>();
        for (Bytes file : files) {
            ObjectReader.read(file, file.source()).programs().stream()
                    .flatMap(program -> program.probes().stream())
                    .map(Read::of)
                    .forEach(definitions::add);
        }
        given.stream().map(Read::of).forEach(definitions::add);
        return definitions;
    }

    private static List<ProbeAnswer> answers(Read read, TargetKernel kernel) {
        ProbeDefinition definition = read.definition();
        if (definition == null) {
            return List.of(new ProbeAnswer(kernel, read.text(), Optional.empty(), Optional.ofNullable(read.problem())));
        }
        ResolvedProbe probe;
        try {
            probe = ProbePointResolver.examine(definition, kernel);
        } catch (ProbeResolutionException e) {
            return List.of(new ProbeAnswer(kernel, read.text(), Optional.empty(), Optional.<ProbeproofException>of(e)));
        }
        return ProbeAnswer.of(probe);
    }
}
