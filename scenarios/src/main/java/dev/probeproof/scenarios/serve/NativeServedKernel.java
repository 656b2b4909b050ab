// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.serve;

import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.kernel.FeatureSupport;
import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.loader.kernel.KernelProvider;
import dev.probeproof.loader.kernel.KernelRelease;
import dev.probeproof.loader.kernel.UnsupportedFeatureException;
import java.util.Optional;
import java.util.ServiceLoader;

/** The kernel that this process runs on. */
public final class NativeServedKernel implements ServedKernel {
    private static final String NAME = "native";

    private final KernelProvider provider;

    private NativeServedKernel(KernelProvider provider) {
        this.provider = provider;
    }

    /**
     * @throws UnsupportedFeatureException saying what this machine lacks
     */
    public static NativeServedKernel find() {
        for (KernelProvider provider : ServiceLoader.load(KernelProvider.class)) {
            if (provider.name().equals(NAME)) {
                FeatureSupport support = provider.availability();
                if (support instanceof FeatureSupport.Missing missing) {
                    throw new UnsupportedFeatureException("a real kernel", missing.reason());
                }
                if (support instanceof FeatureSupport.Unknown unknown) {
                    throw new UnsupportedFeatureException("a real kernel", unknown.reason());
                }
                return new NativeServedKernel(provider);
            }
        }
        throw new UnsupportedFeatureException("a real kernel", "probeproof-kernel-shim is not on the class path");
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
