// SPDX-License-Identifier: MIT
package dev.probeproof.loader.arch;

/**
 * A register that has a slot of 8 bytes in {@code struct pt_regs}.
 *
 * @param name the kernel's name without {@code %}, such as {@code di} or {@code x0}
 * @param ptRegsOffset byte offset of its slot in the context of a kprobe program
 * @param dwarfNumber its DWARF number, or -1 where it has none
 */
public record Register(String name, int ptRegsOffset, int dwarfNumber) {}
