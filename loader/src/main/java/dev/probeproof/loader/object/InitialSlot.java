// SPDX-License-Identifier: MIT
package dev.probeproof.loader.object;

/**
 * An element that the source fills before the program runs: {@code target} is a map for a map of maps, and an entry
 * program for a program array, to be stored after that program is loaded.
 *
 * @param map the map to fill
 * @param key index of the element
 */
public record InitialSlot(String map, int key, String target) {}
