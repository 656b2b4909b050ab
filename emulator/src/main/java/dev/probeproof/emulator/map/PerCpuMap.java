// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.map;

/** A map with a value of its own for each CPU. */
public interface PerCpuMap extends EmulatedMap {
    /** For programs: address of the value of a key on a CPU, or 0. */
    long lookupAddressOn(int cpu, byte[] key);
}
