// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.map;

import dev.probeproof.emulator.memory.ReferenceCount;
import dev.probeproof.emulator.memory.Region;
import dev.probeproof.loader.kernel.KernelException;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.uapi.Errno;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A map of the emulated kernel, seen from both sides: programs look up addresses, user space copies bytes. Refused
 * operations return negative errno numbers to programs and throw {@link KernelException} to user space, with the same
 * errno. Keys and values have the sizes of the definition: whoever calls has checked that.
 *
 * <p>A map type implements what its kernel counterpart has; for the rest the defaults give the kernel's refusal. What only
 * one kind of map can do (push and pop, reserve and submit) is an interface or a method of that kind.
 */
public interface EmulatedMap {
    MapSpec spec();

    /** The number that the kernel knows it by, from 1. */
    int id();

    /** The address that stands for the map in a register. */
    long address();

    /** Who holds it. */
    ReferenceCount references();

    /** For programs: address of the value of a key on the current CPU, or 0. */
    default long lookupAddress(byte[] key) {
        return lookupAddress(key, 0);
    }

    /** As {@link #lookupAddress(byte[])}, for the key that starts at an offset; nothing is copied. */
    default long lookupAddress(byte[] source, int offset) {
        throw Refusal.ofHelper(this, "a lookup");
    }

    /** Whether each value is a region of its own, which {@link #lookup(byte[], int)} finds. */
    default boolean hasValueRegions() {
        return false;
    }

    /**
     * For programs, if {@link #hasValueRegions}: the value of a key on the current CPU, or null. What
     * {@link #lookupAddress(byte[], int)} does, with the memory at that address.
     */
    default @Nullable Region lookup(byte[] source, int offset) {
        throw Refusal.ofHelper(this, "a lookup");
    }

    /** All values of a map that keeps them in one piece of memory; otherwise null, always. */
    default @Nullable FlatValues flatValues() {
        return null;
    }

    /** For programs: 0 or a negative errno. */
    default long update(byte[] key, byte[] value, long flags) {
        throw Refusal.ofHelper(this, "an update");
    }

    /** For programs: 0 or a negative errno. */
    default long delete(byte[] key) {
        throw Refusal.ofHelper(this, "a deletion");
    }

    /** For user space: a copy of the value, all CPUs of a per-CPU map; empty where the kernel says ENOENT. */
    default Optional<byte[]> userLookup(byte[] key) {
        throw Refusal.ofUser(this, "look up an element of", Errno.ENOTSUPP);
    }

    /** For user space. */
    default void userUpdate(byte[] key, byte[] value, long flags) {
        throw Refusal.ofUser(this, "update an element of", Errno.ENOTSUPP);
    }

    /** For user space. */
    default void userDelete(byte[] key) {
        throw Refusal.ofUser(this, "delete an element of", Errno.ENOTSUPP);
    }

    /** For user space: the key after the given one, or the first; empty after the last. */
    default Optional<byte[]> userNextKey(Optional<byte[]> key) {
        throw Refusal.ofUser(this, "go to the next key of", Errno.ENOTSUPP);
    }

    /** Bytes of a value as user space sees it: of all CPUs in a per-CPU map. */
    default int userValueBytes() {
        return spec().valueSize();
    }

    /**
     * Address of a byte of element 0, for direct value loads.
     *
     * @throws MapMisuse for maps without such values and for offsets outside
     */
    default long directValueAddress(int offset) {
        throw Refusal.ofHelper(this, "a direct value load");
    }

    /** User space closed its last handle; programs may still hold the map. */
    default void abandonedByUser() {}
}
