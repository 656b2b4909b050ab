// SPDX-License-Identifier: MIT
package dev.probeproof.loader.insn;

/**
 * What an instruction does to memory.
 *
 * @param base the register with the address
 * @param offset bytes added to it
 * @param sizeBytes 1, 2, 4 or 8
 */
public record MemoryAccess(int base, int offset, int sizeBytes, boolean reads, boolean writes) {}
