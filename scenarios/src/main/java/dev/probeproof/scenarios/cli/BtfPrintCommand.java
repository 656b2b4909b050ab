// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfPrinter;
import dev.probeproof.scenarios.kernels.Kernels;
import java.io.PrintStream;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code btf print}: types as C. */
@CommandLine.Command(
        name = "print",
        description = {
            "Prints types as C that clang's BPF target compiles to the very layout of the kernel.",
            "",
            "Without a NAME: all of them, a vmlinux.h."
        },
        footer = {
            "",
            "Examples:",
            "  probeproof btf print running > vmlinux.h",
            "  probeproof btf print 6.12-arm64 'struct pt_regs' --only --offsets",
            "  probeproof btf print 6.1-amd64 'vfs_*' --only"
        })
final class BtfPrintCommand implements Command {
    private final OutputOptions output;

    @Parameters(index = "0", paramLabel = "KERNEL", description = "As for --kernel, or any file with BTF.")
    private String kernel = "";

    @Parameters(index = "1..*", paramLabel = "NAME", description = NamedTypes.GRAMMAR)
    private List<String> names = List.of();

    @Option(names = "--offsets", description = "Behind each member: its offset and size in bytes.")
    private boolean offsets;

    @Option(names = "--only", description = "Just what is named, without the types that it needs to compile.")
    private boolean only;

    @Option(names = "--base", paramLabel = "K", description = "The kernel whose types those of a module continue.")
    private String base = "";

    BtfPrintCommand(OutputOptions output) {
        this.output = output;
    }

    @Override
    public ExitCode run(Terminal terminal) {
        Btf btf = Kernels.types(kernel, base.isEmpty() ? null : Kernels.types(base, null));
        Set<Integer> ids = NamedTypes.find(names, btf, kernel);
        if (output.json()) {
            StringBuilder text = new StringBuilder();
            print(btf, ids, text::append);
            JsonOutput.printObject(terminal, output.pretty(), json -> {
                json.writeStringProperty("kernel", kernel);
                json.writeStringProperty("c", text.toString());
            });
        } else {
            PrintStream out = terminal.out();
            print(btf, ids, out::print);
        }
        return ExitCode.OK;
    }

    private void print(Btf btf, Set<Integer> ids, Consumer<String> out) {
        BtfPrinter printer = offsets ? BtfPrinter.of(btf).withOffsets() : BtfPrinter.of(btf);
        if (names.isEmpty()) {
            printer.printHeader(out);
        } else if (only) {
            printer.printOnly(ids, out);
        } else {
            printer.printWithNeeds(ids, out);
        }
    }
}
