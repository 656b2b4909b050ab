// SPDX-License-Identifier: MIT
package dev.probeproof.loader.kernel;

/** Finds a backend by name; the type that {@link java.util.ServiceLoader} looks for. */
public interface KernelProvider {
    /** The name, such as {@code native}. */
    String name();

    /**
     * Whether this machine can run it.
     *
     * @return supported, or the reason why not in words
     */
    FeatureSupport availability();

    /** Opens the kernel; the caller closes it. */
    KernelBackend open();
}
