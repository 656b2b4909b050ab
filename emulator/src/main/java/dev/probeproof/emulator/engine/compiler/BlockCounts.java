// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.engine.compiler;

import dev.probeproof.emulator.engine.Coverage;
import java.util.Arrays;

/** How often compiled code entered the blocks of a program, and what of them it did not execute. */
final class BlockCounts implements Coverage.Pending {
    /** By the slot that a block begins at. Compiled code adds to it. */
    final long[] entered;

    private final long[] skipped;
    private final Origins origins;

    BlockCounts(Origins origins) {
        this.origins = origins;
        this.entered = new long[origins.size()];
        this.skipped = new long[origins.size()];
    }

    /** The rest of a block that was entered is not executed: a run ended behind this instruction, or went elsewhere. */
    void skipBehind(int slot) {
        int at = slot;
        for (int left = origins.instructionsBehind(slot); left > 0; left--) {
            at = origins.next(at);
            skipped[at]++;
        }
    }

    /** The same from this instruction on. */
    void skip(int slot) {
        skipped[slot]++;
        skipBehind(slot);
    }

    @Override
    public void addTo(long[] counts) {
        int left = 0;
        long entries = 0;
        for (int slot = 0; slot < counts.length; slot = origins.next(slot)) {
            if (left == 0) {
                entries = entered[slot];
                left = origins.instructionsBehind(slot) + 1;
            }
            counts[slot] += entries - skipped[slot];
            left--;
        }
        Arrays.fill(entered, 0);
        Arrays.fill(skipped, 0);
    }
}
