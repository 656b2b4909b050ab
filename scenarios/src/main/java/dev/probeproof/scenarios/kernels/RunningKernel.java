// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.kernels;

import dev.probeproof.loader.kernel.FeatureSupport;
import dev.probeproof.loader.kernel.KernelBackend;
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
 * otherwise its types alone, which anybody may read.
 */
final class RunningKernel {
    private static final Path TYPES = Path.of("/sys/kernel/btf/vmlinux");
    private static final Path RELEASE = Path.of("/proc/sys/kernel/osrelease");

    private RunningKernel() {}

    static TargetKernel read() {
        for (KernelProvider provider : ServiceLoader.load(KernelProvider.class)) {
            if (provider.availability() instanceof FeatureSupport.Supported) {
                try (KernelBackend kernel = provider.open()) {
                    return renamed(kernel.target());
                }
            }
        }
        if (!Files.isReadable(TYPES)) {
            throw new UnsupportedFeatureException(
                    "kernel 'running'",
                    "this machine has no " + TYPES + " (Linux 5.4 or later with CONFIG_DEBUG_INFO_BTF)");
        }
        TargetKernel kernel = KernelFile.read(TYPES);
        List<String> release = InputFile.lines(RELEASE);
        return new TargetKernel(
                Kernels.RUNNING,
                release.isEmpty() ? "" : release.get(0),
                kernel.arch(),
                kernel.btf(),
                kernel.symbols());
    }

    private static TargetKernel renamed(TargetKernel kernel) {
        return new TargetKernel(Kernels.RUNNING, kernel.release(), kernel.arch(), kernel.btf(), kernel.symbols());
    }
}
