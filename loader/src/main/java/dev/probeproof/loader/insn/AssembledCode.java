// SPDX-License-Identifier: MIT
package dev.probeproof.loader.insn;

/**
 * Instructions made of a {@link Code}.
 *
 * @param mapping from the instructions that the code was made of
 */
public record AssembledCode(Instructions instructions, SlotMapping mapping) {}
