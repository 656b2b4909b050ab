// SPDX-License-Identifier: MIT
package dev.probeproof.loader.kernel;

import dev.probeproof.loader.uapi.Errno;
import java.nio.file.Path;
import java.util.Objects;
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

    /**
     * Overwrites part of element 0 of an array. Where user space may map the array ({@code BPF_F_MMAPABLE}), no other byte
     * is touched; elsewhere the element is read and written as a whole, and what programs write to it meanwhile is lost.
     *
     * @param offset bytes from the start of the element
     * @throws IndexOutOfBoundsException if the part does not lie in the element
     */
    default void patch(int offset, byte[] part) {
        byte[] first = new byte[spec().keySize()];
        byte[] value = lookup(first)
                .orElseThrow(() -> new KernelException(
                        "change part of map '" + spec().name() + "'", Errno.ENOENT, "it has no element 0"));
        Objects.checkFromIndexSize(offset, part.length, value.length);
        System.arraycopy(part, 0, value, offset, part.length);
        update(first, value, ANY);
    }

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

    /**
     * Gives it a name in the kernel's BPF file system: from then on it lives without any handle, until it is unpinned.
     * Missing directories are made.
     *
     * @throws KernelException with EEXIST if the name is taken, EPERM where no BPF file system is mounted
     */
    void pin(Path path);

    boolean isClosed();

    @Override
    void close();
}
