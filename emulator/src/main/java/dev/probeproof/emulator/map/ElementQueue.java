// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.map;

/** A map without keys: programs push, pop and peek. All results are 0 or a negative errno. */
public interface ElementQueue extends EmulatedMap {
    long push(byte[] value, long flags);

    /** Takes an element out into the value; zeros if there is none. */
    long pop(byte[] value);

    /** Copies an element into the value; a Bloom filter asks whether it has the value that is there. */
    long peek(byte[] value);
}
