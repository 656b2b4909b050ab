// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim.sys;

import dev.probeproof.loader.kernel.KernelException;
import dev.probeproof.loader.uapi.Errno;

/**
 * A file descriptor that somebody owns and that is closed once.
 *
 * <p>Its number is at least 3: in {@code bpf(2)} a descriptor 0 means "absent", and a process started without standard
 * streams would otherwise be given 0 to 2.
 */
public final class Fd implements AutoCloseable {
    private static final int F_DUPFD_CLOEXEC = 1030;
    private static final int LOWEST = 3;

    private final Syscalls syscalls;
    private final int number;
    private volatile boolean closed;

    private Fd(Syscalls syscalls, int number) {
        this.syscalls = syscalls;
        this.number = number;
    }

    /**
     * Takes over the descriptor that a system call answered.
     *
     * @param result of the call, not negative
     */
    public static Fd own(Syscalls syscalls, long result) {
        Fd fd = new Fd(syscalls, Math.toIntExact(result));
        if (fd.number >= LOWEST) {
            return fd;
        }
        try (fd) {
            return fd.duplicate();
        }
    }

    /** A second descriptor of the same file, which outlives this one. */
    public synchronized Fd duplicate() {
        long result = syscalls.fcntl(number(), F_DUPFD_CLOEXEC, LOWEST);
        if (result < 0) {
            throw new KernelException("duplicate descriptor " + number, (int) -result, "");
        }
        return new Fd(syscalls, (int) result);
    }

    /**
     * The number, as system calls take it.
     *
     * @throws IllegalStateException after {@link #close}: the number may belong to another file by then
     */
    public synchronized int number() {
        if (closed) {
            throw new IllegalStateException("descriptor " + number + " is closed");
        }
        return number;
    }

    public boolean isClosed() {
        return closed;
    }

    /** Closes it; a second close does nothing. Linux frees the number even where close(2) is interrupted. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        long result = syscalls.close(number);
        if (result < 0 && result != -Errno.EINTR.number()) {
            throw new KernelException("close descriptor " + number, (int) -result, "");
        }
    }
}
