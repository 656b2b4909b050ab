// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.fit;

/** Makes what was said of one kernel fit to be said of several: a report says by itself which kernels it is about. */
final class KernelWords {
    private final String quoted;
    private final String bare;

    KernelWords(String kernel) {
        this.quoted = "kernel '" + kernel + "'";
        this.bare = "kernel " + kernel;
    }

    String neutral(String text) {
        return text.replace(quoted, "the kernel").replace(bare, "the kernel");
    }
}
