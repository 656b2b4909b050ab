// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.world;

import java.util.SplittableRandom;

/** Randomness as an input: the same seed gives the same numbers. */
public final class RandomSource {
    private SplittableRandom random;
    private boolean used;

    public RandomSource(long seed) {
        this.random = new SplittableRandom(seed);
    }

    public void reseed(long seed) {
        random = new SplittableRandom(seed);
    }

    /** Whether anybody asked for a number. */
    public boolean isUsed() {
        return used;
    }

    /** 32 bits, zero-extended. */
    public long nextU32() {
        used = true;
        return random.nextInt() & 0xffff_ffffL;
    }
}
