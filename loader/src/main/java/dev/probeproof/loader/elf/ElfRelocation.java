// SPDX-License-Identifier: MIT
package dev.probeproof.loader.elf;

/**
 * A relocation record without addend.
 *
 * @param offset bytes from the start of the section it is for
 * @param type the machine's number
 */
public record ElfRelocation(long offset, int type, ElfSymbol symbol) {}
