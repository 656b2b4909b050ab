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
}
