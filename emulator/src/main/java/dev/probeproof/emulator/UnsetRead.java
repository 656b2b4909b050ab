// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

/**
 * A program followed a pointer that nobody set.
 *
 * @param address that it read
 * @param pointer which one, in words: {@code f_inode of struct file #3}
 */
public record UnsetRead(long address, String pointer) {
    @Override
    public String toString() {
        return "0x" + Long.toHexString(address) + ": nobody set " + pointer;
    }
}
