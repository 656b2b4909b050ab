// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.kernels;

import dev.probeproof.loader.kernel.FeatureSupport;
import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.loader.kernel.KernelConfig;
import dev.probeproof.loader.kernel.KernelConfigText;
import dev.probeproof.loader.kernel.KernelProvider;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.kernel.UnsupportedFeatureException;
import dev.probeproof.scenarios.input.InputFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;

/**
 * The kernel of this machine: from the native backend where it is there and may be used (it knows symbols too),
 * otherwise its types and its configuration, which anybody may read.
 */
final class RunningKernel {
    private static final Path TYPES = Path.of("/sys/kernel/btf");
    private static final Path CONFIG = Path.of("/proc/config.gz");
    private static final Path RELEASE = Path.of("/proc/sys/kernel/osrelease");

    private RunningKernel() {}

    static TargetKernel read() {
        for (KernelProvider provider : ServiceLoader.load(KernelProvider.class)) {
            if (provider.availability() instanceof FeatureSupport.Supported) {
                try (KernelBackend kernel = provider.open()) {
                    return kernel.target().named(Kernels.RUNNING);
                }
            }
        }
        if (!Files.isReadable(TYPES.resolve("vmlinux"))) {
            throw new UnsupportedFeatureException(
                    "kernel 'running'",
                    "this machine has no " + TYPES + "/vmlinux (Linux 5.4 or later with CONFIG_DEBUG_INFO_BTF)");
        }
        TargetKernel kernel = KernelDirectory.read(TYPES);
        List<String> lines = InputFile.lines(RELEASE);
        String release = lines.isEmpty() ? "" : lines.get(0);
        return new TargetKernel(
                Kernels.RUNNING,
                release,
                kernel.arch(),
                kernel.btf(),
                kernel.modules(),
                kernel.symbols(),
                config(release));
    }

    private static KernelConfig config(String release) {
        for (Path file : List.of(CONFIG, Path.of("/boot/config-" + release))) {
            if (Files.isReadable(file)) {
                return KernelConfigText.whole(InputFile.read(file));
            }
        }
        return KernelConfig.UNKNOWN;
    }
}
