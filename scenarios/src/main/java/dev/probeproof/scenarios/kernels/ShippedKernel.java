// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.kernels;

/**
 * A real kernel whose types are inside the jar.
 *
 * @param name how users call it
 * @param release {@code uname -r} on it
 * @param arch {@link dev.probeproof.loader.arch.Arch#name()}
 * @param origin the distribution package that the types were taken from
 */
public record ShippedKernel(String name, String release, String arch, String origin) {
    String resource() {
        return name + ".btf.gz";
    }
}
