// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.map;

import dev.probeproof.loader.kernel.MapSpec;
import java.util.Optional;

/**
 * A map of the emulated kernel, seen from both sides: programs look up addresses, user space copies bytes. Refused
 * operations return negative errno numbers to programs and throw {@link dev.probeproof.loader.kernel.KernelException}
 * to user space, with the same errno.
 */
public interface EmulatedMap {
    MapSpec spec();

    /** The address that stands for the map in a register. */
    long address();

    /** For programs: address of the value of a key on the current CPU, or 0. */
    long lookupAddress(byte[] key);

    /** For programs: 0 or a negative errno. */
    long update(byte[] key, byte[] value, long flags);

    /** For programs: 0 or a negative errno. */
    long delete(byte[] key);

    /** For user space: a copy of the value, all CPUs of a per-CPU map; empty where the kernel says ENOENT. */
    Optional<byte[]> userLookup(byte[] key);

    /** For user space. */
    void userUpdate(byte[] key, byte[] value, long flags);

    /** For user space. */
    void userDelete(byte[] key);

    /** For user space: the key after the given one, or the first; empty after the last. */
    Optional<byte[]> userNextKey(Optional<byte[]> key);

    /** Address of element 0 for direct value loads. Throws for maps without such values. */
    long directValueAddress(int offset);
}
