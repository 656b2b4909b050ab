// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.scenarios.serve.EmulatedServedKernel;
import dev.probeproof.scenarios.serve.NativeServedKernel;
import dev.probeproof.scenarios.serve.Serve;
import java.io.IOException;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** {@code serve}: the JSON-lines protocol on standard input and output. */
@CommandLine.Command(
        name = "serve",
        description = "Answers requests, a JSON object a line, on standard input and output (docs/serve.md).",
        footer = {"", "Example:", "  probeproof serve < requests.jsonl > answers.jsonl"})
final class ServeCommand implements Command {
    @Option(
            names = "--native",
            description = "Ask the kernel of this machine (Linux, root) instead of the emulated one.")
    private boolean real;

    @Override
    public ExitCode run(Terminal terminal) throws IOException {
        new Serve(real ? NativeServedKernel.find() : new EmulatedServedKernel()).run(terminal.in(), terminal.out());
        return ExitCode.OK;
    }
}
