// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim.stream;

import dev.probeproof.kernelshim.sys.Fd;
import dev.probeproof.kernelshim.sys.NativeMemory;
import dev.probeproof.kernelshim.sys.Syscalls;
import dev.probeproof.loader.kernel.KernelException;
import dev.probeproof.loader.uapi.Errno;
import java.time.Duration;
import java.util.List;

/**
 * Waits until one of some descriptors can be read, or until another thread calls {@link #interrupt}.
 *
 * <p>Made of {@code ppoll(2)} and an event descriptor rather than epoll: the set never changes and has few members, so
 * there is nothing to gain from registering it, and no structure whose layout differs between architectures.
 */
final class Readiness implements AutoCloseable {
    private static final int POLLIN = 1;
    private static final int POLLFD_BYTES = 8;
    private static final int TIMESPEC_BYTES = 16;
    private static final int EFD_CLOEXEC_NONBLOCK = 0x80000 | 0x800;

    /** Waits may end early, so a longer one is made of several: no clock overflows. */
    private static final Duration LONGEST = Duration.ofDays(1);

    private final Syscalls syscalls;
    private final int watched;
    private final Fd wakeUp;
    private final NativeMemory pollFds;
    private final NativeMemory timespec;
    private final NativeMemory one;

    Readiness(Syscalls syscalls, List<Fd> descriptors) {
        this.syscalls = syscalls;
        this.watched = descriptors.size();
        this.wakeUp = wakeUp(syscalls);
        this.pollFds = syscalls.allocate((watched + 1) * POLLFD_BYTES);
        this.timespec = syscalls.allocate(TIMESPEC_BYTES);
        this.one = syscalls.allocate(Long.BYTES);
        one.bytes().putLong(0, 1);
        watch(0, wakeUp);
        for (int i = 0; i < watched; i++) {
            watch(i + 1, descriptors.get(i));
        }
    }

    private static Fd wakeUp(Syscalls syscalls) {
        long result = syscalls.eventfd(0, EFD_CLOEXEC_NONBLOCK);
        if (result < 0) {
            throw new KernelException("open an event descriptor", (int) -result, "");
        }
        return Fd.own(syscalls, result);
    }

    private void watch(int index, Fd fd) {
        pollFds.bytes().putInt(index * POLLFD_BYTES, fd.number()).putShort(index * POLLFD_BYTES + 4, (short) POLLIN);
    }

    /** Waits for a descriptor, at most so long. Returns early, too, when interrupted or by a signal: look again. */
    void await(Duration limit) {
        poll(watched + 1, limit);
    }

    /** Waits for {@link #interrupt} alone. */
    void awaitInterrupt(Duration limit) {
        poll(1, limit);
    }

    private void poll(int count, Duration limit) {
        Duration wait = limit.compareTo(LONGEST) < 0 ? limit : LONGEST;
        timespec.bytes().putLong(0, wait.toSeconds()).putLong(8, wait.toNanosPart());
        long result = syscalls.ppoll(pollFds, count, timespec);
        if (result < 0 && result != -Errno.EINTR.number()) {
            throw new KernelException("wait for events", (int) -result, "");
        }
    }

    /** Ends a wait of another thread, now or when it begins; cannot be taken back. */
    void interrupt() {
        syscalls.write(wakeUp.number(), one, Long.BYTES);
    }

    @Override
    public void close() {
        wakeUp.close();
        pollFds.close();
        timespec.close();
        one.close();
    }
}
