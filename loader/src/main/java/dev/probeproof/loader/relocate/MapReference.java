// SPDX-License-Identifier: MIT
package dev.probeproof.loader.relocate;

/**
 * A 64-bit immediate load that names a map: its slot, the map, and for a direct value the byte offset in element 0.
 *
 * @param slot index of the first slot of the load
 * @param map name of the map
 * @param value true for the address of a value, false for the map itself
 * @param offset byte offset in element 0, 0 for the map itself
 */
public record MapReference(int slot, String map, boolean value, int offset) {
    /** The same reference after instructions were inserted before it. */
    public MapReference shifted(int slots) {
        return new MapReference(slot + slots, map, value, offset);
    }
}
