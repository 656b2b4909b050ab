// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim.sys;

import java.util.Optional;

/** The numbers of the system calls in use, which differ between architectures. */
record SyscallNumbers(
        int bpf,
        int perfEventOpen,
        int ioctl,
        int fcntl,
        int close,
        int mmap,
        int munmap,
        int ppoll,
        int eventfd2,
        int write,
        int prlimit64) {

    private static final SyscallNumbers X86_64 = new SyscallNumbers(321, 298, 16, 72, 3, 9, 11, 271, 290, 1, 302);

    private static final SyscallNumbers ARM64 = new SyscallNumbers(280, 241, 29, 25, 57, 222, 215, 73, 19, 64, 261);

    /**
     * The numbers of an architecture.
     *
     * @param osArch as the system property {@code os.arch} names it
     */
    static Optional<SyscallNumbers> of(String osArch) {
        return switch (osArch) {
            case "amd64", "x86_64" -> Optional.of(X86_64);
            case "aarch64", "arm64" -> Optional.of(ARM64);
            default -> Optional.empty();
        };
    }
}
