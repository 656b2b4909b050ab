// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.bytes.Bytes;
import java.util.Arrays;

/**
 * Finds any of some 32-bit numbers at any byte of a section. This is how a name is found in hundreds of megabytes: DIEs name
 * things by the offset of the name, so that units whose bytes hold it nowhere need not be decoded.
 */
final class WordSearch {
    private static final int FILTER_BITS = 1 << 16;

    private final int[] words;
    private final long[] filter = new long[FILTER_BITS / Long.SIZE];

    /** @param words in any order */
    WordSearch(int[] words) {
        this.words = words.clone();
        Arrays.sort(this.words);
        for (int word : words) {
            int slot = slot(word);
            filter[slot >> 6] |= 1L << slot;
        }
    }

    private static int slot(int word) {
        return word * 0x9e3779b1 >>> 16;
    }

    /** The first offset from {@code from} on, before {@code to}, or -1. */
    int find(Bytes bytes, int from, int to) {
        return words.length == 1 ? findOne(bytes, words[0], from, to) : findAny(bytes, from, to);
    }

    private static int findOne(Bytes bytes, int word, int from, int to) {
        for (int at = from; at <= to - 4; at++) {
            if (bytes.s32(at) == word) {
                return at;
            }
        }
        return -1;
    }

    private int findAny(Bytes bytes, int from, int to) {
        for (int at = from; at <= to - 4; at++) {
            int word = bytes.s32(at);
            int slot = slot(word);
            if ((filter[slot >> 6] & 1L << slot) != 0 && Arrays.binarySearch(words, word) >= 0) {
                return at;
            }
        }
        return -1;
    }
}
