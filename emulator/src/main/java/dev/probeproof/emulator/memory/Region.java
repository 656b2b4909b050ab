// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.memory;

/**
 * Consecutive mapped bytes at an address. The array is the memory itself: whoever holds it sees every write.
 *
 * @param base address of the first byte
 * @param name what lies there, for messages: {@code stack}, {@code value of map 'opens'}, {@code struct file}
 */
public record Region(long base, byte[] bytes, boolean writable, String name) {
    /** Whether an access of that size lies wholly inside. */
    public boolean contains(long address, int sizeBytes) {
        long offset = address - base;
        return offset >= 0 && sizeBytes >= 0 && offset <= bytes.length - sizeBytes;
    }
}
