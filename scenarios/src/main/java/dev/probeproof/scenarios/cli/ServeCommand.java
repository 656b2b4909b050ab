// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.loader.kernel.UnsupportedFeatureException;
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
    public ExitCode run(Terminal terminal) {
        throw new UnsupportedFeatureException("serve" + (real ? " --native" : ""), "not written yet");
    }
}
