// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.kernels;

import java.util.List;

/**
 * The table of shipped kernels, oldest first. Where the files come from and under which terms: {@code README.md}
 * beside them.
 */
final class ShippedKernels {
    static final List<ShippedKernel> ALL = List.of(
            new ShippedKernel(
                    "5.10-amd64",
                    "5.10.0-32-cloud-amd64",
                    "x86_64",
                    "Debian 11, linux-image-5.10.0-32-cloud-amd64 5.10.223-1"),
            new ShippedKernel(
                    "6.1-amd64",
                    "6.1.0-56-cloud-amd64",
                    "x86_64",
                    "Debian 12, linux-image-6.1.0-56-cloud-amd64 6.1.192-2"),
            new ShippedKernel(
                    "6.12-amd64",
                    "6.12.107+deb13-cloud-amd64",
                    "x86_64",
                    "Debian 13, linux-image-6.12.107+deb13-cloud-amd64"),
            new ShippedKernel(
                    "6.12-rt-amd64",
                    "6.12.107+deb13-rt-amd64",
                    "x86_64",
                    "Debian 13, linux-image-6.12.107+deb13-rt-amd64 (PREEMPT_RT)"),
            new ShippedKernel(
                    "6.12-arm64",
                    "6.12.107+deb13-cloud-arm64",
                    "arm64",
                    "Debian 13, linux-image-6.12.107+deb13-cloud-arm64"),
            new ShippedKernel(
                    "7.2-amd64",
                    "7.2.13+deb14-cloud-amd64",
                    "x86_64",
                    "Debian 14, linux-image-7.2.13+deb14-cloud-amd64"));

    private ShippedKernels() {}
}
