// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.kernels;

import dev.probeproof.loader.kernel.KernelConfigText;
import dev.probeproof.loader.kernel.KernelModule;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.scenarios.input.InputFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a user says of a kernel beside its name.
 *
 * @param modules files with types of modules, to be searched after those that the kernel brings
 * @param config its configuration, as {@code /boot/config-RELEASE} or {@code /proc/config.gz} have it; it takes the place of
 *     any other
 */
public record KernelSupplement(List<Path> modules, Optional<Path> config) {
    public KernelSupplement {
        modules = List.copyOf(modules);
    }

    /**
     * The kernel with what is said of it.
     *
     * @throws dev.probeproof.loader.error.ProbeproofException if a file cannot be read or is not what it should be
     */
    public TargetKernel of(TargetKernel kernel) {
        TargetKernel supplemented = kernel;
        if (!modules.isEmpty()) {
            List<KernelModule> all = new ArrayList<>(kernel.modules());
            modules.forEach(file -> all.add(ModuleFile.read(file, kernel.btf())));
            supplemented = supplemented.withModules(all);
        }
        return config.isPresent()
                ? supplemented.withConfig(
                        KernelConfigText.whole(InputFile.read(config.get())).orElse(kernel.config()))
                : supplemented;
    }
}
