// SPDX-License-Identifier: MIT
package dev.probeproof.loader.kernel;

import java.util.Optional;

/**
 * A map that exists in a kernel. Keys and values are bytes in the kernel's byte order; values of per-CPU maps are
 * possible CPUs × value size rounded up to 8. Unusable once it or its kernel is closed: {@link IllegalStateException}.
 *
 * <p>Every operation throws {@link KernelException} with the errno that {@code bpf(2)} gives for the same misuse.
 */
public interface MapHandle extends AutoCloseable {
    /** Flags of {@link #update}: {@code BPF_ANY}, {@code BPF_NOEXIST}, {@code BPF_EXIST}. */
    long ANY = 0;

    long NOEXIST = 1;
    long EXIST = 2;

    MapSpec spec();

    /** The value of a key; empty where the kernel says ENOENT. */
    Optional<byte[]> lookup(byte[] key);

    void update(byte[] key, byte[] value, long flags);

    /** Stores a program under an index of a program array. */
    void update(byte[] key, ProgramHandle program);

    /** Stores a map under a key of a map of maps. */
    void update(byte[] key, MapHandle map);

    /** Removes a key; ENOENT if it is absent. */
    void delete(byte[] key);

    /** The key after the given one, or the first for an empty optional; empty after the last. */
    Optional<byte[]> nextKey(Optional<byte[]> key);

    /** From now on user space cannot write. */
    void freeze();

    boolean isClosed();

    @Override
    void close();
}
