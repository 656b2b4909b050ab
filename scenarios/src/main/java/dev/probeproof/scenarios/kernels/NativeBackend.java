// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.kernels;

import dev.probeproof.loader.kernel.FeatureSupport;
import dev.probeproof.loader.kernel.KernelProvider;
import dev.probeproof.loader.kernel.UnsupportedFeatureException;
import java.util.ServiceLoader;

/** The backend that is the kernel of this machine; a class path without it has none. */
public final class NativeBackend {
    private static final String NAME = "native";

    private NativeBackend() {}

    /**
     * Finds it and makes sure that it may be used.
     *
     * @throws UnsupportedFeatureException saying what this machine lacks
     */
    public static KernelProvider find() {
        for (KernelProvider provider : ServiceLoader.load(KernelProvider.class)) {
            if (provider.name().equals(NAME)) {
                FeatureSupport support = provider.availability();
                if (support instanceof FeatureSupport.Missing missing) {
                    throw new UnsupportedFeatureException("a real kernel", missing.reason());
                }
                if (support instanceof FeatureSupport.Unknown unknown) {
                    throw new UnsupportedFeatureException("a real kernel", unknown.reason());
                }
                return provider;
            }
        }
        throw new UnsupportedFeatureException("a real kernel", "probeproof-kernel-shim is not on the class path");
    }
}
