// SPDX-License-Identifier: MIT
package dev.probeproof.loader.damage;

/**
 * A damaged file.
 *
 * @param history which file it was and what was done to it, to be read by a person
 */
public record Mutant(String history, byte[] bytes) {}
