// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.map;

/**
 * The values of an array that all lie in one piece of memory, as in a kernel: for whoever looks them up without asking the
 * map. The same for the life of the map.
 */
public interface FlatValues {
    /** Address of element 0, of CPU 0. */
    long base();

    /** All elements; element i of CPU c starts at i * {@link #strideBytes} + c * {@link #cpuStrideBytes}. */
    byte[] bytes();

    /** From one element to the next: the size of a value, rounded up to 8 or a little more. */
    int strideBytes();

    /** From the elements of one CPU to those of the next; 0 if all CPUs share them. */
    int cpuStrideBytes();

    /** How many elements there are for a CPU, as a number without sign. */
    int maxEntries();
}
