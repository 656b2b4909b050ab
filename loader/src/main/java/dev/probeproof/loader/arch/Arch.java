// SPDX-License-Identifier: MIT
package dev.probeproof.loader.arch;

import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

/**
 * A CPU architecture as a probe sees it: registers in {@code struct pt_regs} and the C calling convention. One file
 * per architecture; the table is {@link Archs}.
 */
public interface Arch {
    /** The name that {@code uname -m} or the kernel tree uses: {@code x86_64}, {@code arm64}, {@code s390x} … */
    String name();

    ByteOrder byteOrder();

    /** Size in bytes of the part of {@code struct pt_regs} that a kprobe program may read. */
    int ptRegsBytes();

    /** Every register with a slot in {@code struct pt_regs}. */
    List<Register> registers();

    /** Integer argument registers at function entry, first argument first. */
    List<Register> argumentRegisters();

    /**
     * Where argument {@code index} (zero-based, beyond {@link #argumentRegisters}) lies at function entry.
     *
     * @return byte offset from the stack pointer
     */
    int stackArgumentOffset(int index);

    /** Where a function leaves its integer result. */
    Register returnValue();

    Register stackPointer();

    Register framePointer();

    Register instructionPointer();

    /** The register of that name, with or without a leading {@code %}; aliases of the kernel and of perf are known. */
    Optional<Register> register(String name);
}
