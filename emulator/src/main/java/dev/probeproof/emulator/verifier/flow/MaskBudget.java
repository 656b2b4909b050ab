// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.flow;

import dev.probeproof.loader.kernel.UnsupportedFeatureException;

/**
 * Bounds what {@link StackLiveness} keeps: 32 bytes for each instruction of a function, for each chain of calls that
 * leads to it and each stack in reach that it touches. A function as long as a program may be fits four times.
 */
final class MaskBudget {
    /** Instructions; 128 MiB. */
    private static final long LIMIT = 4L << 20;

    private long taken;

    /** A function of so many instructions touches another stack. */
    void take(int instructions) {
        taken += instructions;
        if (taken > LIMIT) {
            throw new UnsupportedFeatureException(
                    "a program whose long functions are called from very many places",
                    "which stack slots they use takes more than 128 MiB to work out; the real kernel decides");
        }
    }
}
