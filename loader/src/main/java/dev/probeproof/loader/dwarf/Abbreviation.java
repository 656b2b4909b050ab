// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

/**
 * The shape of DIEs: their tag, and names and forms of their attributes.
 *
 * @param skips how to step over all attributes: a number is so many bytes, a negative one is the form {@code -number}
 */
record Abbreviation(int tag, boolean hasChildren, int[] names, int[] forms, long[] implicit, int[] skips) {
    int count() {
        return names.length;
    }

    /** Where an attribute stands among the attributes, or -1. */
    int indexOf(int name) {
        for (int i = 0; i < names.length; i++) {
            if (names[i] == name) {
                return i;
            }
        }
        return -1;
    }

    boolean has(int name) {
        return indexOf(name) >= 0;
    }
}
