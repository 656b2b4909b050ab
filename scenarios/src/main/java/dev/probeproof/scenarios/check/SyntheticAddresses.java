// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.check;

import dev.probeproof.loader.arch.Arch;

/** Where synthetic objects are put: addresses that each architecture's kernel uses for its heap and its processes. */
final class SyntheticAddresses {
    private SyntheticAddresses() {}

    /** Start of kernel objects. */
    static long kernel(Arch arch) {
        return switch (arch.name()) {
            case "x86_64" -> 0xffff_8881_0000_0000L;
            case "arm64" -> 0xffff_0000_c000_0000L;
            case "riscv64" -> 0xff60_0000_8000_0000L;
            case "s390x" -> 0x0000_0001_8000_0000L;
            case "ppc64le" -> 0xc000_0001_0000_0000L;
            default -> throw new IllegalArgumentException("no kernel addresses known for " + arch.name());
        };
    }

    /** Start of the kernel's variables. */
    static long variables(Arch arch) {
        return kernel(arch) + 0x8_0000_0000L;
    }

    /** Start of user memory. */
    static long user(Arch arch) {
        return arch.name().equals("s390x") ? 0x0000_03ff_8000_0000L : 0x0000_5555_0000_0000L;
    }

    /** A kernel address at which nothing is mapped. */
    static long unmappedKernel(Arch arch) {
        return kernel(arch) + 0x4000_0000L;
    }

    /** A user address at which nothing is mapped. */
    static long unmappedUser(Arch arch) {
        return user(arch) + 0x4000_0000L;
    }
}
