// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim.sys;

import java.nio.ByteBuffer;

/**
 * The door to the kernel: the system calls that this module makes, and the memory they need. Nothing here knows what a
 * map or a program is.
 *
 * <p>A call answers as the kernel itself does: zero or a positive number for success, a negative errno for failure,
 * never an exception. So a test can stand in for the kernel, see the exact bytes of every argument and answer any
 * errno.
 *
 * <p>Implementations are safe for use by several threads; the memory they hand out is not.
 */
public interface Syscalls {
    /** Fresh memory outside the Java heap, all zero. The caller closes it. */
    NativeMemory allocate(int sizeBytes);

    /**
     * A window on memory that {@link #mmap} mapped, in the byte order of the machine. It does not keep the mapping
     * alive: to touch it after {@link #munmap} kills the JVM.
     */
    ByteBuffer view(long address, int sizeBytes);

    /** Bytes of a page. */
    int pageSize();

    /** {@code bpf(2)}: the kernel reads {@code sizeBytes} of the attribute, and writes results into it. */
    long bpf(int command, NativeMemory attribute, int sizeBytes);

    /** {@code perf_event_open(2)}. */
    long perfEventOpen(NativeMemory attribute, int pid, int cpu, int groupFd, long flags);

    /** {@code ioctl(2)}. */
    long ioctl(int fd, long request, long argument);

    /** {@code fcntl(2)}. */
    long fcntl(int fd, int command, long argument);

    /** {@code close(2)}. */
    long close(int fd);

    /** {@code mmap(2)} at an address of the kernel's choice; answers that address. */
    long mmap(long sizeBytes, int protection, int flags, int fd, long offset);

    /** {@code munmap(2)}. */
    long munmap(long address, long sizeBytes);

    /**
     * {@code ppoll(2)} without a signal mask; a null timeout pointer is not offered, so that no thread waits for ever.
     */
    long ppoll(NativeMemory pollFds, int count, NativeMemory timespec);

    /** {@code eventfd2(2)}. */
    long eventfd(int initial, int flags);

    /** {@code write(2)}. */
    long write(int fd, NativeMemory source, long sizeBytes);

    /** {@code prlimit64(2)} of the own process: sets the limit from two u64, current and maximum. */
    long setResourceLimit(int resource, NativeMemory limits);
}
