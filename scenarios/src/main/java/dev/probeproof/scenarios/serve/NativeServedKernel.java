// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.serve;

import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.loader.kernel.KernelProvider;
import dev.probeproof.loader.kernel.KernelRelease;
import dev.probeproof.loader.kernel.UnsupportedFeatureException;
import dev.probeproof.scenarios.kernels.NativeBackend;
import java.util.Optional;

/** The kernel that this process runs on. */
public final class NativeServedKernel implements ServedKernel {
    private final KernelProvider provider;

    private NativeServedKernel(KernelProvider provider) {
        this.provider = provider;
    }

    /**
     * @throws UnsupportedFeatureException saying what this machine lacks
     */
    public static NativeServedKernel find() {
        return new NativeServedKernel(NativeBackend.find());
    }

    @Override
    public KernelBackend open(Optional<String> release) {
        KernelBackend kernel = provider.open();
        String running = kernel.target().release();
        if (release.isPresent() && !isOf(running, release.get())) {
            kernel.close();
            throw new UnsupportedFeatureException(
                    "answers of Linux " + release.get(), "the kernel of this machine is " + running);
        }
        return kernel;
    }

    /** Whether a running kernel such as {@code 6.18-rc1} is one of a release such as {@code 6.18}. */
    static boolean isOf(String running, String release) {
        KernelRelease known = KernelRelease.of(running);
        return release.equals(running) || known.isKnown() && release.equals(known.toString());
    }

    @Override
    public RawRun runRaw(Instructions program, byte[] memory) {
        try (KernelBackend kernel = provider.open()) {
            return RawInXdp.run(kernel, program, memory);
        }
    }
}
