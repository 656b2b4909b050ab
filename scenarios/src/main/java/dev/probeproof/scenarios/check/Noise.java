// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.check;

/** Values that follow from a round and a place and from nothing else (the finaliser of SplitMix64). */
final class Noise {
    private Noise() {}

    static long word(int round, long place) {
        long z = place * 0x9e3779b97f4a7c15L + (round + 1) * 0xd1b54a32d192ed03L;
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }

    static byte at(int round, long address) {
        return (byte) word(round, address);
    }

    /** The bytes {@link #at} so many addresses from one on, in one loop: a check fills as many of them as it runs code. */
    static byte[] bytes(int round, long address, int count) {
        byte[] bytes = new byte[count];
        long step = 0x9e3779b97f4a7c15L;
        long seed = address * step + (round + 1) * 0xd1b54a32d192ed03L;
        for (int i = 0; i < count; i++) {
            long z = (seed ^ seed >>> 30) * 0xbf58476d1ce4e5b9L;
            z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
            bytes[i] = (byte) (z ^ z >>> 31);
            seed += step;
        }
        return bytes;
    }
}
