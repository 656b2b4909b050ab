// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.fit;

/** Makes what was said of one kernel fit to be said of several: a report says by itself which kernels it is about. */
final class KernelWords {
    private final String named;

    KernelWords(String kernel) {
        this.named = "kernel '" + kernel + "'";
    }

    String neutral(String text) {
        return text.replace(named, "this kernel");
    }
}
