// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code probeproof} itself: what it says before anything is asked, and its version. */
@CommandLine.Command(
        name = "probeproof",
        synopsisHeading = "Usage: ",
        description = "Proves every fetch of a tracing program before a real kernel sees it.",
        commandListHeading = "%nCommands:%n",
        optionListHeading = "%nOptions:%n",
        footer = {
            "",
            "Exit codes: 0 all proved, 1 something disproved or failed, 2 wrong usage or unreadable input,",
            "3 nothing ran, 4 this machine cannot, 70 a defect of probeproof, 130 interrupted.",
            "",
            "Example:",
            "  probeproof check examples/fileio.bpf.o"
        })
final class RootCommand implements Command {
    /** The first contact: five lines. */
    static final String GREETING = """
            probeproof proves that a tracing program fetches what it claims, before a real kernel sees it. Try:
              probeproof check examples/fileio.bpf.o      every instance, fetch and fault, on six real kernels
              probeproof dump probes --probe 'vfs_read(file->f_path.dentry->d_name.name:string)'
              probeproof features --list                  the kernels inside
            'probeproof --help' lists all commands.
            """;

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Option(
            names = {"-V", "--version"},
            description = "Show the version.")
    private boolean version;

    OutputOptions output() {
        return output;
    }

    @Override
    public boolean take(PlainLine line) {
        switch (line.option()) {
            case "-V", "--version" -> version = line.flag(version);
            default -> {
                return output.take(line);
            }
        }
        return true;
    }

    @Override
    public ExitCode run(Terminal terminal) {
        if (version) {
            Version.print(terminal, output);
            return ExitCode.OK;
        }
        terminal.out().print(GREETING);
        return ExitCode.USAGE;
    }
}
