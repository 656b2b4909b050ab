// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.memory;

/**
 * Consecutive mapped bytes at an address. The array is the memory itself: whoever holds it sees every write.
 *
 * @param base address of the first byte
 * @param readable whether programs may load from it; helpers that read any kernel memory may in any case
 * @param writable whether programs may store into it; whoever holds the array may in any case
 * @param name what lies there, for messages: {@code stack}, {@code value of map 'opens'}, {@code struct file}
 * @param strideBytes from one element to the next, where several lie side by side that an access may not cross; 0 where
 *     all of it is one
 * @param elementBytes of each element; 0 where all of it is one
 */
public record Region(
        long base, byte[] bytes, boolean readable, boolean writable, String name, int strideBytes, int elementBytes) {
    /** A readable region. */
    public Region(long base, byte[] bytes, boolean writable, String name) {
        this(base, bytes, true, writable, name);
    }

    /** A region that is one element. */
    public Region(long base, byte[] bytes, boolean readable, boolean writable, String name) {
        this(base, bytes, readable, writable, name, 0, 0);
    }

    /** Whether an access of that size lies wholly inside, and within one element. */
    public boolean contains(long address, int sizeBytes) {
        long offset = address - base;
        return offset >= 0
                && sizeBytes >= 0
                && offset <= bytes.length - sizeBytes
                && (strideBytes == 0 || (int) offset % strideBytes <= elementBytes - sizeBytes);
    }

    /** How many bytes there are from an address inside to the end of the element that it lies in. */
    public int bytesFrom(long address) {
        int offset = (int) (address - base);
        return strideBytes == 0 ? bytes.length - offset : elementBytes - offset % strideBytes;
    }

    /** What a byte lies in, in words: {@code offset 4 of struct file (8 bytes)}, {@code 0 bytes past the end of …}. */
    String describe(long address) {
        long offset = address - base;
        int size = bytes.length;
        if (strideBytes != 0 && offset < size) {
            offset %= strideBytes;
            size = elementBytes;
        } else if (strideBytes != 0) {
            offset -= size - strideBytes;
            size = elementBytes;
        }
        if (offset >= size) {
            return offset - size + " bytes past the end of " + name;
        }
        return "offset " + offset + " of " + name + " (" + size + " bytes"
                + (!readable ? ", write-only)" : writable ? ")" : ", read-only)");
    }

    /** Throws {@link IllegalArgumentException} if it wraps around. */
    void checkEnd() {
        long end = base + bytes.length;
        if (Long.compareUnsigned(end, base) < 0 && end != 0) {
            throw new IllegalArgumentException(name + " wraps around the end of the address space");
        }
    }

    /** Whether it reaches into another one, which starts at or above it. */
    boolean reaches(Region upper) {
        return Long.compareUnsigned(upper.base - base, bytes.length) < 0 || base == upper.base;
    }

    IllegalArgumentException overlapping(Region other) {
        return new IllegalArgumentException(name + " at 0x" + Long.toHexString(base) + " overlaps " + other.name
                + " at 0x" + Long.toHexString(other.base));
    }
}
