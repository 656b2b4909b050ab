// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.ctype;

/**
 * A type as far as layouts need it.
 *
 * @param id in the BTF that is made
 * @param size bytes; -1 if it has none, as {@code void} and what was only announced
 * @param alignment bytes
 */
record CType(int id, long size, int alignment) {
    boolean isComplete() {
        return size >= 0;
    }
}
