// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.map;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** Keys of array-like maps: a {@code u32} in the kernel's byte order, below {@code max_entries}. */
record ArrayIndex(int maxEntries, ByteOrder order) {
    /** -1 for an index beyond the last. */
    int of(byte[] key) {
        return of(key, 0);
    }

    /** The key that starts at an offset, without a copy of it. */
    int of(byte[] source, int offset) {
        int littleEndian = source[offset] & 0xff
                | (source[offset + 1] & 0xff) << 8
                | (source[offset + 2] & 0xff) << 16
                | source[offset + 3] << 24;
        int index = order == ByteOrder.LITTLE_ENDIAN ? littleEndian : Integer.reverseBytes(littleEndian);
        return Integer.compareUnsigned(index, maxEntries) < 0 ? index : -1;
    }

    byte[] key(int index) {
        return ByteBuffer.allocate(Integer.BYTES).order(order).putInt(index).array();
    }

    /** As {@code BPF_MAP_GET_NEXT_KEY} goes through an array: from the start if the key is no index. */
    Optional<byte[]> next(Optional<byte[]> key) {
        int index = key.map(this::of).orElse(-1);
        return index == maxEntries - 1 ? Optional.empty() : Optional.of(key(index + 1));
    }
}
