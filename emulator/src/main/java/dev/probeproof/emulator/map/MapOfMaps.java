// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.map;

/** A map whose values are maps: a program's look-up gives a map pointer. */
public interface MapOfMaps extends EmulatedMap {
    /** For user space: stores a map. */
    void store(byte[] key, EmulatedMap map);
}
