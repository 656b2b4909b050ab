// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.world;

import java.util.SplittableRandom;

/** Randomness as an input: the same seed gives the same numbers. */
public final class RandomSource {
    private SplittableRandom random;

    public RandomSource(long seed) {
        this.random = new SplittableRandom(seed);
    }

    public void reseed(long seed) {
        random = new SplittableRandom(seed);
    }

    /** 32 bits, zero-extended. */
    public long nextU32() {
        return random.nextInt() & 0xffff_ffffL;
    }
}
