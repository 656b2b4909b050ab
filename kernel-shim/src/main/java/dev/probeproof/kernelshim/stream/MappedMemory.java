// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim.stream;

import dev.probeproof.kernelshim.sys.Fd;
import dev.probeproof.kernelshim.sys.Syscalls;
import dev.probeproof.loader.kernel.KernelException;
import java.nio.ByteBuffer;

/**
 * Memory that is shared with the kernel. Its user must see to it that nobody touches {@link #bytes} after {@link
 * #close}.
 */
public final class MappedMemory implements AutoCloseable {
    private static final int PROT_READ = 1;
    private static final int PROT_WRITE = 2;
    private static final int MAP_SHARED = 1;

    private final Syscalls syscalls;
    private final long address;
    private final int sizeBytes;
    private final ByteBuffer bytes;
    private boolean closed;

    private MappedMemory(Syscalls syscalls, long address, int sizeBytes) {
        this.syscalls = syscalls;
        this.address = address;
        this.sizeBytes = sizeBytes;
        this.bytes = syscalls.view(address, sizeBytes);
    }

    /** Maps a range of a descriptor's file for reading. */
    static MappedMemory readOnly(Syscalls syscalls, Fd fd, long offset, int sizeBytes, String name) {
        return map(syscalls, fd, offset, sizeBytes, PROT_READ, name);
    }

    /** Maps a range of a descriptor's file for reading and writing. */
    public static MappedMemory writable(Syscalls syscalls, Fd fd, long offset, int sizeBytes, String name) {
        return map(syscalls, fd, offset, sizeBytes, PROT_READ | PROT_WRITE, name);
    }

    private static MappedMemory map(Syscalls syscalls, Fd fd, long offset, int sizeBytes, int protection, String name) {
        long address = syscalls.mmap(sizeBytes, protection, MAP_SHARED, fd.number(), offset);
        // Addresses of user space are positive; a negative answer is an errno.
        if (address < 0) {
            throw new KernelException("map " + name, (int) -address, "mmap of " + sizeBytes + " bytes");
        }
        return new MappedMemory(syscalls, address, sizeBytes);
    }

    public ByteBuffer bytes() {
        return bytes;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            syscalls.munmap(address, sizeBytes);
        }
    }
}
