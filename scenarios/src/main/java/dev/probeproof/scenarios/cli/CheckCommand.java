// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.loader.kernel.UnsupportedFeatureException;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code check}: the preflight. */
@CommandLine.Command(
        name = "check",
        description = "Proves every instance, every fetch and every fault, on every kernel named.",
        footer = {"", "Example:", "  probeproof check examples/fileio.bpf.o --kernel 6.12-amd64 --kernel 6.12-arm64"})
final class CheckCommand implements Command {
    @SuppressWarnings("unused")
    private final OutputOptions output;

    @Parameters(arity = "1..*", paramLabel = "OBJECT", description = "Objects that clang made (-target bpf).")
    private List<String> objects = List.of();

    @Mixin
    private final KernelOptions kernels = new KernelOptions();

    @Mixin
    private final ProbeOptions probes = new ProbeOptions();

    CheckCommand(OutputOptions output) {
        this.output = output;
    }

    @Override
    public ExitCode run(Terminal terminal) {
        throw new UnsupportedFeatureException("check " + objects.get(0), "not written yet");
    }
}
