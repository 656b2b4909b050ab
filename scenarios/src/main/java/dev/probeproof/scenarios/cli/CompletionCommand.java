// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import picocli.AutoComplete;
import picocli.CommandLine;

/** {@code generate-completion}: a script for bash and zsh. */
@CommandLine.Command(
        name = "generate-completion",
        description = "Prints a completion script for bash and zsh.",
        footer = {
            "",
            "Example:",
            "  probeproof generate-completion > ~/.local/share/bash-completion/completions/probeproof"
        })
final class CompletionCommand implements Command {
    @Override
    public ExitCode run(Terminal terminal) {
        CommandLine all = Parsing.commandLine(new RootCommand(), Commands.NAMES);
        terminal.out().print(AutoComplete.bash("probeproof", all).replace("\r\n", "\n"));
        return ExitCode.OK;
    }
}
