// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.loader.error.Nearest;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

/** {@code scenario}: makes scenario files. */
@CommandLine.Command(
        name = "scenario",
        description = "Makes scenario files to start from.",
        footer = {"", "Examples:", "  probeproof scenario new examples/latency.bpf.o -o latency.yaml"})
final class ScenarioCommand implements CommandGroup {
    private final OutputOptions output;

    /** Only a word that is none of the children's names arrives here. */
    @Parameters(arity = "0..*", hidden = true)
    private List<String> words = List.of();

    ScenarioCommand(OutputOptions output) {
        this.output = output;
    }

    @Override
    public List<Command> children() {
        return List.of(new ScenarioNewCommand(output));
    }

    @Override
    public ExitCode run(Terminal terminal) {
        List<String> names = List.of("new");
        String known = "\n  commands: scenario " + String.join(", scenario ", names);
        if (words.isEmpty()) {
            throw new UsageException("say what to do with scenarios" + known);
        }
        List<String> nearest = Nearest.of(words.get(0), names);
        throw new UsageException("unknown command 'scenario " + words.get(0) + "'"
                + (nearest.isEmpty() ? "" : "\n  did you mean 'scenario " + nearest.get(0) + "'?") + known);
    }
}
