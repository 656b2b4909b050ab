// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.loader.error.Nearest;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

/** {@code btf}: what can be done with types alone. */
@CommandLine.Command(
        name = "btf",
        description = "Cuts the types of a kernel down, prints them as C, compares those of two kernels.",
        footer = {
            "",
            "Examples:",
            "  probeproof btf print 6.12-amd64 'struct file' --only --offsets",
            "  probeproof btf diff 6.1-amd64 6.12-amd64 'struct task_struct' vfs_read",
            "  probeproof btf minimize customer.btf --object agent.bpf.o -o agent.btf.gz"
        })
final class BtfCommand implements CommandGroup {
    private final OutputOptions output;

    /** Only a word that is none of the children's names arrives here. */
    @Parameters(arity = "0..*", hidden = true)
    private List<String> words = List.of();

    BtfCommand(OutputOptions output) {
        this.output = output;
    }

    @Override
    public List<Command> children() {
        return List.of(new BtfPrintCommand(output), new BtfDiffCommand(output), new BtfMinimizeCommand(output));
    }

    @Override
    public ExitCode run(Terminal terminal) {
        List<String> names = List.of("print", "diff", "minimize");
        String known = "\n  commands: btf " + String.join(", btf ", names);
        if (words.isEmpty()) {
            throw new UsageException("say what to do with the types" + known);
        }
        List<String> nearest = Nearest.of(words.get(0), names);
        throw new UsageException("unknown command 'btf " + words.get(0) + "'"
                + (nearest.isEmpty() ? "" : "\n  did you mean 'btf " + nearest.get(0) + "'?") + known);
    }
}
