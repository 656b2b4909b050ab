// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfMinimizer;
import dev.probeproof.loader.btf.BtfPattern;
import dev.probeproof.loader.btf.BtfSelection;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.footprint.KernelFootprint;
import dev.probeproof.loader.footprint.ObjectFootprint;
import dev.probeproof.loader.footprint.ProbeFootprint;
import dev.probeproof.loader.object.ObjectReader;
import dev.probeproof.loader.probe.ProbeNotation;
import dev.probeproof.scenarios.check.Preflight;
import dev.probeproof.scenarios.input.InputFile;
import dev.probeproof.scenarios.kernels.Kernels;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code btf minimize}: the types of a kernel without what nobody asks for. */
@CommandLine.Command(
        name = "minimize",
        description = {
            "Writes the types of a kernel without those that nobody needs.",
            "",
            "What is kept gives the same answers as the whole. Whoever asks for what was left out is told so:",
            "it does not pass for something that the kernel lacks."
        },
        footer = {
            "",
            "Examples:",
            "  probeproof btf minimize customer.btf --object agent.bpf.o -o agent.btf",
            "  probeproof btf minimize running --probe 'vfs_read(file->f_pos)' --keep 'struct task_struct' -o small.btf.gz",
            "  probeproof btf minimize vmlinux --all -o 6.12-amd64.btf.gz"
        })
final class BtfMinimizeCommand implements Command {
    private final OutputOptions output;

    @Parameters(index = "0", paramLabel = "KERNEL", description = "As for --kernel.")
    private String kernel = "";

    @Option(names = "--object", paramLabel = "OBJECT", description = "Keep what this object file uses; repeatable.")
    private List<String> objects = List.of();

    @Mixin
    private final ProbeOptions probes = new ProbeOptions();

    @Option(names = "--keep", paramLabel = "NAME", description = "Keep " + NamedTypes.GRAMMAR)
    private List<String> keep = List.of();

    @Option(
            names = "--all-functions",
            description = "Keep every function and whatever can be reached from its parameters.")
    private boolean allFunctions;

    @Option(names = "--all", description = "Keep everything: take the types out of a kernel image, unchanged.")
    private boolean all;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            required = true,
            description = "Where to; compressed if it ends in .gz.")
    private String file = "";

    BtfMinimizeCommand(OutputOptions output) {
        this.output = output;
    }

    @Override
    public ExitCode run(Terminal terminal) throws IOException {
        if (!all
                && !allFunctions
                && objects.isEmpty()
                && keep.isEmpty()
                && probes.definitions().isEmpty()) {
            throw new UsageException("say what to keep: --object, --probe, --keep, --all-functions or --all");
        }
        Path target = InputFile.path(file);
        Btf whole = Kernels.types(kernel, null);
        Btf small = all ? whole : BtfMinimizer.minimize(select(whole, terminal));
        write(small.raw().toArray(), target);
        if (output.json()) {
            printJson(whole, small, terminal);
        } else {
            terminal.out()
                    .print(String.format(
                            Locale.ROOT,
                            "%s: %,d of %,d types, %,d of %,d bytes\n",
                            file,
                            small.endId() - 1,
                            whole.endId() - 1,
                            small.raw().size(),
                            whole.raw().size()));
        }
        return ExitCode.OK;
    }

    private BtfSelection select(Btf whole, Terminal terminal) {
        BtfSelection selection = new BtfSelection(whole);
        KernelFootprint.choose(selection);
        for (String object : objects) {
            Bytes bytes = InputFile.read(InputFile.path(object));
            ObjectFootprint.choose(ObjectReader.read(bytes, bytes.source()), selection);
        }
        for (Preflight.ProgramProbe probe : probes.forPrograms()) {
            ProbeFootprint.choose(ProbeNotation.readAny(probe.definition()), selection);
        }
        keep.forEach(name -> keep(BtfPattern.of(name), selection, terminal));
        if (allFunctions) {
            selection.keepAllOf(BtfKind.FUNC);
        }
        return selection;
    }

    /** One list of names is for many kernels, so a name that this one lacks is no error, but worth a word. */
    private void keep(BtfPattern pattern, BtfSelection selection, Terminal terminal) {
        List<Integer> found = pattern.find(selection.btf());
        if (found.isEmpty()) {
            terminal.err().print("note: " + NamedTypes.sentence(pattern, selection.btf(), kernel) + "\n");
        }
        if (!pattern.isGlob()) {
            pattern.kinds().forEach(kind -> selection.ask(kind, pattern.name()));
        }
        for (int id : found) {
            if (selection.btf().kind(id) == BtfKind.FUNC) {
                ProbeFootprint.chooseValues(id, selection);
            } else {
                selection.keepWhole(id);
            }
        }
    }

    private static void write(byte[] types, Path target) throws IOException {
        try (OutputStream out = Files.newOutputStream(target)) {
            if (!target.toString().endsWith(".gz")) {
                out.write(types);
                return;
            }
            try (OutputStream packed = new Packed(out)) {
                packed.write(types);
            }
        }
    }

    /** As {@code gzip -9n} does: no name and no time, so that equal types are equal files. */
    private static final class Packed extends GZIPOutputStream {
        Packed(OutputStream out) throws IOException {
            super(out, 1 << 16);
            def.setLevel(Deflater.BEST_COMPRESSION);
        }
    }

    private void printJson(Btf whole, Btf small, Terminal terminal) {
        JsonOutput.printObject(terminal, output.pretty(), json -> {
            json.writeStringProperty("kernel", kernel);
            json.writeStringProperty("file", file);
            json.writeNumberProperty("types", small.endId() - 1);
            json.writeNumberProperty("types_before", whole.endId() - 1);
            json.writeNumberProperty("bytes", small.raw().size());
            json.writeNumberProperty("bytes_before", whole.raw().size());
        });
    }
}
