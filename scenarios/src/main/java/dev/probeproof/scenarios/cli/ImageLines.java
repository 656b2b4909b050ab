// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.error.ProbeproofException;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.ObjectReader;
import dev.probeproof.scenarios.check.Preflight;
import dev.probeproof.scenarios.input.InputFile;
import dev.probeproof.scenarios.json.JsonForm;
import dev.probeproof.scenarios.parallel.InOrder;
import java.util.List;

/**
 * {@code dump image --json}: a document for each kernel and object, printed as soon as it is made. A file that cannot be
 * read is a document with the reason, and the next one follows; so one call may be given everything that there is.
 */
final class ImageLines {
    private final Terminal terminal;
    private final JsonForm form;
    private final List<Preflight.ProgramProbe> probes;
    private final boolean instructions;
    private ExitCode worst = ExitCode.OK;

    private ImageLines(Terminal terminal, JsonForm form, List<Preflight.ProgramProbe> probes, boolean instructions) {
        this.terminal = terminal;
        this.form = form;
        this.probes = probes;
        this.instructions = instructions;
    }

    /** A document and what it means for the exit code. */
    private record Line(String text, ExitCode code) {}

    /**
     * @param probes definitions that replace those in the objects
     * @param instructions true for every instruction, not only digests
     */
    static ExitCode print(
            List<String> objects,
            List<TargetKernel> kernels,
            List<Preflight.ProgramProbe> probes,
            boolean instructions,
            Terminal terminal,
            boolean pretty) {
        JsonForm form = pretty ? JsonForm.INDENTED : JsonForm.COMPACT;
        ImageLines lines = new ImageLines(terminal, form, probes, instructions);
        for (TargetKernel kernel : kernels) {
            InOrder.run(objects, object -> lines.line(object, kernel), lines::print);
        }
        return lines.worst;
    }

    private void print(Line line) {
        terminal.out().print(line.text() + '\n');
        terminal.out().flush();
        worst = worst.or(line.code());
    }

    private Line line(String path, TargetKernel kernel) {
        Instantiation made;
        try {
            Bytes file = InputFile.read(InputFile.path(path));
            BpfObject object = ObjectReader.read(file, file.source());
            made = instructions
                    ? Instantiation.of(object, probes, kernel)
                    : Instantiation.ofProbed(object, probes, kernel);
        } catch (ProbeproofException reason) {
            return new Line(
                    form.text(json -> ImageJson.writeUnreadable(json, path, kernel, reason)),
                    Failure.of(reason).code());
        }
        return new Line(form.text(json -> ImageJson.write(json, path, made, instructions)), made.exitCode());
    }
}
