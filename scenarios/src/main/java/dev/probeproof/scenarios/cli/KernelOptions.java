// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.scenarios.input.InputFile;
import dev.probeproof.scenarios.kernels.KernelSupplement;
import dev.probeproof.scenarios.kernels.Kernels;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** {@code --kernel K} and what can be said of it, the same everywhere. */
final class KernelOptions {
    @Option(
            names = {"-k", "--kernel"},
            paramLabel = "K",
            description = "A shipped kernel (features --list), a BTF file, an ELF file with .BTF, a directory such as"
                    + " /sys/kernel/btf, or 'running'; repeatable.")
    private List<String> names = List.of();

    @Option(
            names = "--module",
            paramLabel = "FILE",
            description = "Types of a module of that kernel: split BTF or a .ko, named after the module; repeatable.")
    private List<String> modules = List.of();

    @Option(
            names = "--kconfig",
            paramLabel = "FILE",
            description = "Configuration of that kernel, such as /boot/config-RELEASE.")
    private String config = "";

    boolean take(PlainLine line) {
        switch (line.option()) {
            case "-k", "--kernel" -> names = line.value(names);
            case "--module" -> modules = line.value(modules);
            case "--kconfig" -> config = line.value(config);
            default -> {
                return false;
            }
        }
        return true;
    }

    /**
     * The kernels named, in that order; without any, those given. Each is read when it is asked for. Their types decide,
     * their registers may be unknown.
     */
    List<TargetKernel> orElse(List<String> otherwise) {
        KernelSupplement supplement = supplement(chosen(otherwise));
        return Kernels.lazily(chosen(otherwise), name -> supplement.of(Kernels.ofAnyArch(name)));
    }

    /** The same for those who probe: every kernel's registers are known. */
    List<TargetKernel> probedOrElse(List<String> otherwise) {
        KernelSupplement supplement = supplement(chosen(otherwise));
        return Kernels.lazily(chosen(otherwise), name -> supplement.of(Kernels.byName(name)));
    }

    private List<String> chosen(List<String> otherwise) {
        return names.isEmpty() ? otherwise : names;
    }

    private KernelSupplement supplement(List<String> chosen) {
        if (chosen.size() != 1 && (!modules.isEmpty() || !config.isEmpty())) {
            throw new UsageException((modules.isEmpty() ? "--kconfig" : "--module")
                    + " describes one kernel, but there are " + chosen.size() + "\n  name one with --kernel");
        }
        return new KernelSupplement(
                modules.stream().map(InputFile::path).toList(),
                config.isEmpty() ? Optional.empty() : Optional.of(InputFile.path(config)));
    }
}
