// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.map;

/**
 * The values of an array that all lie in one piece of memory, as in a kernel: for whoever looks them up without asking the
 * map. The same for the life of the map.
 */
public interface FlatValues {
    /** Address of element 0. */
    long base();

    /** All elements; element i starts at i * {@link #strideBytes}. */
    byte[] bytes();

    /** From one element to the next: the size of a value, rounded up to 8. */
    int strideBytes();

    /** How many elements there are, as a number without sign. */
    int maxEntries();
}
