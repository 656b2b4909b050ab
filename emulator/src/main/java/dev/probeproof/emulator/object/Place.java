// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.object;

import java.nio.ByteOrder;

/**
 * Some bits of memory and their type.
 *
 * @param type id in the kernel's types
 * @param address of the object or, for a bit-field, of the byte with its first bit
 * @param bit of a bit-field: from that byte on, counted as BTF counts, in memory order; else 0
 * @param widthBits of a bit-field, or 0
 * @param path as it was written, for messages
 */
record Place(int type, long address, int bit, int widthBits, String path) {
    boolean isBitField() {
        return widthBits != 0;
    }

    /** How many bytes an access touches; {@code sizeBytes} is that of the type. */
    int bytesTouched(int sizeBytes) {
        return isBitField() ? (bit + widthBits + 7) / 8 : sizeBytes;
    }

    /** The bits as a number, extended with zeros. */
    long read(byte[] memory, int offset, int sizeBytes, ByteOrder order) {
        int width = isBitField() ? widthBits : 8 * sizeBytes;
        long value = 0;
        for (int i = 0; i < width; i++) {
            int at = memoryBit(i, width, order);
            value |= (memory[offset + at / 8] >>> shift(at, order) & 1L) << i;
        }
        return value;
    }

    /** Writes the low bits of a number. */
    void write(byte[] memory, int offset, int sizeBytes, ByteOrder order, long value) {
        int width = isBitField() ? widthBits : 8 * sizeBytes;
        for (int i = 0; i < width; i++) {
            int at = memoryBit(i, width, order);
            int mask = 1 << shift(at, order);
            byte old = memory[offset + at / 8];
            memory[offset + at / 8] = (byte) ((value >>> i & 1) == 1 ? old | mask : old & ~mask);
        }
    }

    /** Where the bit of weight 2^i lies: big-endian memory has the heaviest bit first. */
    private int memoryBit(int i, int width, ByteOrder order) {
        return bit + (order == ByteOrder.LITTLE_ENDIAN ? i : width - 1 - i);
    }

    private static int shift(int memoryBit, ByteOrder order) {
        return order == ByteOrder.LITTLE_ENDIAN ? memoryBit % 8 : 7 - memoryBit % 8;
    }
}
