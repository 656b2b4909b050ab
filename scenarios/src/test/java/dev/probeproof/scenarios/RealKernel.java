// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios;

import dev.probeproof.loader.kernel.KernelProvider;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Assumptions;

import static org.assertj.core.api.Assertions.assertThat;

/** The kernel of this machine, for tests that ask it; they are skipped with the reason where there is none to ask. */
public final class RealKernel {
    private RealKernel() {}

    /** Of any architecture. With PROBEPROOF_REQUIRE_NATIVE=1 a machine without one is a failure. */
    public static KernelProvider any() {
        return find(true);
    }

    /** Of x86-64, for programs and tests that know its registers. */
    public static KernelProvider ofX86() {
        return find(System.getProperty("os.arch").equals("amd64"));
    }

    private static KernelProvider find(boolean fits) {
        KernelProvider provider = ServiceLoader.load(KernelProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(each -> each.name().equals("native"))
                .findFirst()
                .orElseThrow();
        boolean required = "1".equals(System.getenv("PROBEPROOF_REQUIRE_NATIVE"));
        boolean possible = fits && provider.availability().isSupported();
        assertThat(possible || !required)
                .as("PROBEPROOF_REQUIRE_NATIVE is set, but: %s", provider.availability())
                .isTrue();
        Assumptions.assumeTrue(
                possible,
                () -> fits
                        ? "no real kernel to load into: " + provider.availability()
                        : "no real kernel of x86_64 to load into");
        return provider;
    }
}
