// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.scenarios.debug.DebugConsole;
import dev.probeproof.scenarios.debug.Debugger;
import dev.probeproof.scenarios.debug.SourceFiles;
import dev.probeproof.scenarios.kernels.Kernels;
import dev.probeproof.scenarios.run.Campaign;
import dev.probeproof.scenarios.run.ScenarioRunner;
import dev.probeproof.scenarios.run.ScenarioSelection;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code debug}: steps through a scenario, forwards and backwards. */
@CommandLine.Command(
        name = "debug",
        description = {
            "Steps through what programs do in a scenario, forwards and backwards.",
            "",
            "By instruction and by line of C. Reads commands from standard input, a line each: 'help' lists",
            "them. With --dap it is a debug adapter for editors instead (docs/debug.md)."
        },
        footer = {
            "",
            "Examples:",
            "  probeproof debug examples/scenarios/latency.yaml --filter 'slow read'",
            "  printf 'break 86\\ncontinue\\nprint r7\\n' | probeproof debug examples/scenarios/latency.yaml",
            "  probeproof debug --dap"
        })
final class DebugCommand implements Command {
    private static final String PROMPT = "(probeproof) ";

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE[:LINE]",
            description =
                    "A scenario file; with a line, the scenario there. Without it and --filter, the first of the file.")
    private String file = "";

    @Mixin
    private ScenarioChoice choice = new ScenarioChoice();

    @Option(
            names = "-x",
            paramLabel = "COMMAND",
            description = "Carry this command out instead of reading standard input; repeatable.")
    private List<String> commands = List.of();

    @Option(names = "--dap", description = "Speak the Debug Adapter Protocol on standard input and output.")
    private boolean dap;

    @Option(
            names = "--port",
            paramLabel = "N",
            description =
                    "With --dap: wait for one client on that port of this machine instead; 0 takes a free one and says which.")
    private int port = -1;

    @Override
    public ExitCode run(Terminal terminal) throws IOException {
        if (dap) {
            DebugAdapterStart.serve(port, file, terminal);
            return ExitCode.OK;
        }
        if (port >= 0) {
            throw new UsageException("--port is for --dap");
        }
        if (file.isEmpty()) {
            throw new UsageException("a scenario file is missing");
        }
        List<Campaign.Job> jobs = choice.jobs(file);
        Campaign.Job job = jobs.get(0);
        terminal.out()
                .print(job.scenario().name() + " [" + job.kernel() + "]  "
                        + job.scenario().position() + "\n");
        if (jobs.size() > 1) {
            terminal.err()
                    .print("the first of " + jobs.size() + " scenarios; --filter WORD or FILE:LINE chooses another\n");
        }
        TargetKernel kernel = Kernels.byName(job.kernel());
        ScenarioRunner runner = new ScenarioRunner();
        Path path = job.file().path();
        try (Debugger debugger = new Debugger(
                observer -> runner.run(job.scenario(), path, kernel, observer), Set.copyOf(choice.programs()))) {
            debugger.start();
            DebugConsole console = new DebugConsole(debugger, new SourceFiles(ScenarioSelection.sourceFolders(job)));
            terminal.out().print(console.greeting());
            if (commands.isEmpty()) {
                converse(console, terminal);
            }
            for (String command : commands) {
                terminal.out().print(PROMPT + command + "\n" + console.answer(command));
            }
        }
        return ExitCode.OK;
    }

    /** What is read from a pipe is repeated, so that the output reads like a conversation. */
    private static void converse(DebugConsole console, Terminal terminal) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(terminal.in(), StandardCharsets.UTF_8));
        while (!console.isOver()) {
            terminal.out().print(terminal.paint(Paint.BOLD, PROMPT));
            terminal.out().flush();
            String line = in.readLine();
            if (line == null) {
                terminal.out().print("\n");
                return;
            }
            if (!terminal.inIsTerminal()) {
                terminal.out().print(line + "\n");
            }
            terminal.out().print(console.answer(line));
            terminal.out().flush();
        }
    }
}
