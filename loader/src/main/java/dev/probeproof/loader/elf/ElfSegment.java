// SPDX-License-Identifier: MIT
package dev.probeproof.loader.elf;

/**
 * A segment of an executable: a part of the file that goes to memory. Offset and sizes are bytes.
 *
 * @param type {@code p_type}
 * @param flags {@code p_flags}: 1 execute, 2 write, 4 read
 */
public record ElfSegment(int type, int flags, long offset, long address, long fileSize, long memorySize) {
    public static final int LOAD = 1;
}
