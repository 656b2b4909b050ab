// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim.sys;

import dev.probeproof.loader.kernel.KernelException;
import dev.probeproof.loader.uapi.Errno;

/**
 * The {@code bpf(2)} system call with the three retries that every caller needs: an interrupted call is made again, a
 * verifier that was interrupted (EAGAIN) is given five tries, and where EPERM may mean the memory-lock limit of kernels
 * before 5.11, that limit is raised once.
 */
public final class Bpf {
    private static final int LOAD_ATTEMPTS = 5;
    private static final int RLIMIT_MEMLOCK = 8;
    private static final long RLIM_INFINITY = -1;

    private final Syscalls syscalls;
    private boolean memlockRaised;

    public Bpf(Syscalls syscalls) {
        this.syscalls = syscalls;
    }

    public Syscalls syscalls() {
        return syscalls;
    }

    /**
     * Makes the call; outputs of the kernel are in the attribute afterwards.
     *
     * @return what the kernel answers: zero or positive, or a negative errno
     */
    public long call(BpfAttribute attribute) {
        try (PreparedBpf call = prepare(attribute)) {
            long result = call.call();
            for (int attempt = 1; result == -Errno.EAGAIN.number() && attempt < attempts(attribute); attempt++) {
                result = call.call();
            }
            if (result == -Errno.EPERM.number() && attribute.command().chargesMemory() && raiseMemlock()) {
                result = call.call();
            }
            call.readBack();
            return result;
        }
    }

    /**
     * Makes a call that must succeed.
     *
     * @param operation for the message, such as {@code freeze map 'config'}
     * @throws KernelException with the errno
     */
    public long require(BpfAttribute attribute, String operation) {
        long result = call(attribute);
        if (result < 0) {
            throw new KernelException(operation, (int) -result, "");
        }
        return result;
    }

    /** A call that will be made many times: its argument stays in native memory until it is closed. */
    public PreparedBpf prepare(BpfAttribute attribute) {
        return new PreparedBpf(syscalls, attribute);
    }

    private static int attempts(BpfAttribute attribute) {
        return attribute.command() == BpfCommand.PROG_LOAD ? LOAD_ATTEMPTS : 1;
    }

    private synchronized boolean raiseMemlock() {
        if (memlockRaised) {
            return false;
        }
        memlockRaised = true;
        try (NativeMemory limits = syscalls.allocate(16)) {
            limits.bytes().putLong(0, RLIM_INFINITY).putLong(8, RLIM_INFINITY);
            return syscalls.setResourceLimit(RLIMIT_MEMLOCK, limits) >= 0;
        }
    }
}
