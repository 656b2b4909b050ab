// SPDX-License-Identifier: MIT
package dev.probeproof.loader.arch;

import java.nio.ByteOrder;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The architectures we know: one line each. */
public final class Archs {
    public static final Arch X86_64 = dev.probeproof.loader.arch.X86_64.describe();
    public static final Arch ARM64 = Arm64.describe();
    public static final Arch RISCV64 = Riscv64.describe();
    public static final Arch S390X = S390x.describe();
    public static final Arch PPC64LE = Ppc64le.describe();

    private static final List<Arch> ALL = List.of(X86_64, ARM64, RISCV64, S390X, PPC64LE);

    /** What Debian, Go, LLVM and {@code uname -m} call them. */
    private static final Map<String, Arch> OTHER_NAMES = Map.of(
            "amd64", X86_64,
            "x86-64", X86_64,
            "x64", X86_64,
            "aarch64", ARM64,
            "riscv", RISCV64,
            "s390", S390X,
            "ppc64el", PPC64LE,
            "powerpc64le", PPC64LE);

    /** {@code e_machine} of the ELF specification. */
    private static final Map<Integer, Arch> BY_ELF_MACHINE =
            Map.of(62, X86_64, 183, ARM64, 243, RISCV64, 22, S390X, 21, PPC64LE);

    private Archs() {}

    /** The architecture that an ELF file is for, empty if it is none of ours. */
    public static Optional<Arch> ofElf(int machine, ByteOrder order) {
        return Optional.ofNullable(BY_ELF_MACHINE.get(machine)).filter(arch -> arch.byteOrder() == order);
    }

    /** Every architecture, in the order of the documentation. */
    public static List<Arch> all() {
        return ALL;
    }

    /** The architecture of that name, in any case; {@code amd64}, {@code aarch64}, {@code ppc64el} are understood. */
    public static Optional<Arch> find(String name) {
        String wanted = name.toLowerCase(Locale.ROOT);
        return ALL.stream()
                .filter(arch -> arch.name().equals(wanted))
                .findFirst()
                .or(() -> Optional.ofNullable(OTHER_NAMES.get(wanted)));
    }
}
