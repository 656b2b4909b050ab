// SPDX-License-Identifier: MIT
package dev.probeproof.loader.object;

/**
 * Something in a file that is of no consequence for what is loaded, but that its author may want to know: a section that
 * nothing here reads, code that belongs to no function.
 *
 * @param section the ELF section
 * @param text a sentence without the place
 */
public record ObjectNote(String section, String text) {}
