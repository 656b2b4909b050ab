// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import java.util.List;

/** The table of commands, in the order of the help. */
final class Commands {
    static final List<String> NAMES = List.of(
            "check",
            "run",
            "scenario",
            "trace",
            "debug",
            "fit",
            "verify",
            "explain",
            "dump",
            "bench",
            "features",
            "btf",
            "serve",
            "generate-completion");

    private Commands() {}

    /** A fresh command of that name, one of {@link #NAMES}. A switch, so that only this one is loaded. */
    static Command create(String name, OutputOptions output) {
        return switch (name) {
            case "check" -> new CheckCommand(output);
            case "run" -> new RunCommand(output);
            case "scenario" -> new ScenarioCommand(output);
            case "trace" -> new TraceCommand(output);
            case "debug" -> new DebugCommand();
            case "fit" -> new FitCommand(output);
            case "verify" -> new VerifyCommand(output);
            case "explain" -> new ExplainCommand(output);
            case "dump" -> new DumpCommand(output);
            case "bench" -> new BenchCommand(output);
            case "features" -> new FeaturesCommand(output);
            case "btf" -> new BtfCommand(output);
            case "serve" -> new ServeCommand();
            case "generate-completion" -> new CompletionCommand();
            default -> throw new IllegalArgumentException("no command '" + name + "'");
        };
    }
}
