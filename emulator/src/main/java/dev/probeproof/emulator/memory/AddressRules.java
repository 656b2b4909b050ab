// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.memory;

import dev.probeproof.loader.arch.Arch;

/**
 * Which addresses an architecture gives to user space, which to the kernel, and what the kernel's fault-tolerant copy
 * functions say about the rest. The x86-64 rules are measured on Linux 6.18, the others are those of the default
 * address-space layout of each architecture (arm64: 48-bit, riscv64: sv48) and were not run there.
 */
public final class AddressRules {
    private static final long VSYSCALL_PAGE = 0xffff_ffff_ff60_0000L;
    private static final long PAGE_BYTES = 4096;

    private final long userEnd;
    private final long kernelStart;
    private final boolean refusesBelowKernel;
    private final boolean hasVsyscallPage;
    private final boolean separateSpaces;

    private AddressRules(
            long userEnd,
            long kernelStart,
            boolean refusesBelowKernel,
            boolean hasVsyscallPage,
            boolean separateSpaces) {
        this.userEnd = userEnd;
        this.kernelStart = kernelStart;
        this.refusesBelowKernel = refusesBelowKernel;
        this.hasVsyscallPage = hasVsyscallPage;
        this.separateSpaces = separateSpaces;
    }

    /** The rules of an architecture; one that is not known by name is taken to use the upper half for its kernel. */
    public static AddressRules of(Arch arch) {
        return switch (arch.name()) {
            case "x86_64" -> new AddressRules(0x7fff_ffff_f000L, 0xffff_8000_0000_0000L, true, true, false);
            case "arm64" -> new AddressRules(1L << 48, 0xffff_0000_0000_0000L, true, false, false);
            case "riscv64" -> new AddressRules(0x7fff_ffff_f000L, 0xffff_8000_0000_0000L, false, false, false);
            case "ppc64le" -> new AddressRules(1L << 52, 0xc000_0000_0000_0000L, true, false, false);
            // Kernel and user memory use the same numbers: only the helper says which one is meant.
            case "s390x" -> new AddressRules(0, 0, false, false, true);
            default -> new AddressRules(Long.MIN_VALUE, Long.MIN_VALUE, true, false, false);
        };
    }

    /** True where kernel and user memory use the same addresses (s390x): an address does not tell whose it is. */
    public boolean separateSpaces() {
        return separateSpaces;
    }

    /** Whether user space can have the whole range ({@code access_ok}); an empty range may lie at the very end. */
    public boolean isUser(long address, long sizeBytes) {
        if (separateSpaces) {
            return true;
        }
        return Long.compareUnsigned(sizeBytes, userEnd) <= 0 && Long.compareUnsigned(address, userEnd - sizeBytes) <= 0;
    }

    /** Whether {@code bpf_probe_read}, which serves both, takes an address for one of user space ({@code TASK_SIZE}). */
    public boolean isBelowUserEnd(long address) {
        return !separateSpaces && Long.compareUnsigned(address, userEnd) < 0;
    }

    /** Whether an address lies where the kernel has its memory. */
    public boolean isKernel(long address) {
        return Long.compareUnsigned(address, kernelStart) >= 0;
    }

    /** Whether the kernel tries to read there at all; if not, {@code bpf_probe_read_kernel} says ERANGE, not EFAULT. */
    public boolean mayProbeKernel(long address) {
        if (hasVsyscallPage && Long.compareUnsigned(address - VSYSCALL_PAGE, PAGE_BYTES) < 0) {
            return false;
        }
        return !refusesBelowKernel || isKernel(address);
    }
}
