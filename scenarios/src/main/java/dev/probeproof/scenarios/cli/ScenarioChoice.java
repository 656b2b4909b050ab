// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.scenarios.run.Campaign;
import dev.probeproof.scenarios.run.ScenarioSelection;
import java.util.List;
import picocli.CommandLine.Option;

/** Which scenario of a file on which kernel, for commands that look at one closely. */
final class ScenarioChoice {
    @Option(
            names = "--filter",
            paramLabel = "WORD",
            description = "Only scenarios that have this tag, or whose name contains it; repeatable: any of them.")
    private List<String> filters = List.of();

    @Option(
            names = {"-k", "--kernel"},
            paramLabel = "K",
            description =
                    "On that kernel: a shipped one or a file. Without it, the newest of those that the scenario names.")
    private String kernel = "";

    @Option(
            names = "--program",
            paramLabel = "P",
            description = "Only this program; the others run unseen. Repeatable.")
    private List<String> programs = List.of();

    List<String> programs() {
        return programs;
    }

    List<Campaign.Job> jobs(String path) {
        return ScenarioSelection.of(path, filters, kernel);
    }
}
