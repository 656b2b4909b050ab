// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import java.nio.ByteOrder;
import java.util.Optional;

/**
 * The integer that is read to get at a bit-field.
 *
 * @param offsetBytes where it lies, from where the bit offset counts
 * @param sizeBytes 1, 2, 4 or 8
 * @param shift how far right to shift it, once it is read in the target's byte order
 */
record BitContainer(long offsetBytes, int sizeBytes, int shift) {

    /**
     * A container that covers the bits and stays inside the struct that owns them, so that nothing behind its end is
     * read. The aligned container of the declared type is preferred: it is what the compiler reads.
     *
     * @param bit of the field, counted from the lowest address in either byte order
     * @param declaredBytes size of the field's declared type
     * @return empty if no read of 8 bytes covers the field
     */
    static Optional<BitContainer> around(
            long bit, int width, int declaredBytes, long ownerByte, long ownerBytes, ByteOrder order) {
        long ownerEnd = ownerByte + ownerBytes;
        int natural = Integer.bitCount(declaredBytes) == 1 && declaredBytes <= 8 ? declaredBytes : 1;
        long aligned = ownerByte + Math.floorDiv(Math.floorDiv(bit, 8L) - ownerByte, natural) * natural;
        if (covers(aligned, natural, bit, width) && aligned + natural <= ownerEnd) {
            return Optional.of(at(aligned, natural, bit, width, order));
        }
        long first = Math.floorDiv(bit, 8L);
        for (int size = 1; size <= 8; size *= 2) {
            for (long start = first; start >= Math.max(ownerByte, first - size + 1); start--) {
                if (covers(start, size, bit, width) && start + size <= ownerEnd) {
                    return Optional.of(at(start, size, bit, width, order));
                }
            }
        }
        return Optional.empty();
    }

    private static boolean covers(long start, int size, long bit, int width) {
        return 8 * start <= bit && bit + width <= 8 * (start + size);
    }

    private static BitContainer at(long start, int size, long bit, int width, ByteOrder order) {
        int fromLowest = (int) (bit - 8 * start);
        int shift = order == ByteOrder.LITTLE_ENDIAN ? fromLowest : 8 * size - fromLowest - width;
        return new BitContainer(start, size, shift);
    }
}
