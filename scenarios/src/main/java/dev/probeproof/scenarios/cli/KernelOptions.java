// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.scenarios.kernels.Kernels;
import java.util.List;
import picocli.CommandLine.Option;

/** {@code --kernel K}, the same everywhere. */
final class KernelOptions {
    @Option(
            names = {"-k", "--kernel"},
            paramLabel = "K",
            description =
                    "A shipped kernel (features --list), a BTF file, an ELF file with .BTF, or 'running'; repeatable.")
    private List<String> names = List.of();

    /** The kernels named, in that order; without any, those given. Each is read when it is asked for. */
    List<TargetKernel> orElse(List<String> otherwise) {
        return Kernels.lazily(names.isEmpty() ? otherwise : names);
    }
}
