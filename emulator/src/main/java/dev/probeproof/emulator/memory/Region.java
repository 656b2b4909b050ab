// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.memory;

/**
 * Consecutive mapped bytes at an address. The array is the memory itself: whoever holds it sees every write.
 *
 * @param base address of the first byte
 * @param readable whether programs may load from it; helpers that read any kernel memory may in any case
 * @param writable whether programs may store into it; whoever holds the array may in any case
 * @param name what lies there, for messages: {@code stack}, {@code value of map 'opens'}, {@code struct file}
 */
public record Region(long base, byte[] bytes, boolean readable, boolean writable, String name) {
    /** A readable region. */
    public Region(long base, byte[] bytes, boolean writable, String name) {
        this(base, bytes, true, writable, name);
    }

    /** Whether an access of that size lies wholly inside. */
    public boolean contains(long address, int sizeBytes) {
        long offset = address - base;
        return offset >= 0 && sizeBytes >= 0 && offset <= bytes.length - sizeBytes;
    }
}
