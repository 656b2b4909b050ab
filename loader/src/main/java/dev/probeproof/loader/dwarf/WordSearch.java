// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.bytes.Bytes;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Finds any of some 32-bit numbers at any byte of a section. This is how a name is found in hundreds of megabytes: DIEs name
 * things by the offset of the name, so that units whose bytes hold it nowhere need not be decoded.
 */
final class WordSearch {
    private static final int FILTER_BITS = 1 << 16;
    private static final int BLOCK_BYTES = 1 << 16;

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
        // By the block: one call per byte of a mapped file takes five times as long.
        byte[] block = new byte[Math.max(0, Math.min(BLOCK_BYTES, to - from))];
        boolean little = bytes.order() == ByteOrder.LITTLE_ENDIAN;
        for (int start = from; start <= to - Integer.BYTES; start += BLOCK_BYTES - Integer.BYTES + 1) {
            int size = Math.min(BLOCK_BYTES, to - start);
            bytes.copyTo(start, block, 0, size);
            int found = words.length == 1 ? findOne(block, size, little) : findAny(block, size, little);
            if (found >= 0) {
                return start + found;
            }
        }
        return -1;
    }

    private int findOne(byte[] block, int size, boolean little) {
        int wanted = words[0];
        int word = 0;
        for (int i = 0; i < size; i++) {
            word = little ? word >>> 8 | block[i] << 24 : word << 8 | block[i] & 0xff;
            if (word == wanted && i >= 3) {
                return i - 3;
            }
        }
        return -1;
    }

    private int findAny(byte[] block, int size, boolean little) {
        int word = 0;
        for (int i = 0; i < size; i++) {
            word = little ? word >>> 8 | block[i] << 24 : word << 8 | block[i] & 0xff;
            int slot = slot(word);
            if ((filter[slot >> 6] & 1L << slot) != 0 && i >= 3 && Arrays.binarySearch(words, word) >= 0) {
                return i - 3;
            }
        }
        return -1;
    }
}
