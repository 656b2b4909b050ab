// SPDX-License-Identifier: MIT
package dev.probeproof.loader.damage;

/**
 * A number in a file that a reader acts on.
 *
 * @param name what it says, the same for all of its kind, such as {@code sh_offset}
 * @param offset of its first byte in the file
 * @param width in bytes: 1, 2, 4 or 8
 */
record Field(String name, int offset, int width) {}
