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

    /** Size in bytes of the part of {@code struct pt_regs} that {@link #registers} covers; kernels may have more behind. */
    int ptRegsBytes();

    /** Every register with a slot in {@code struct pt_regs}, in the order of the slots. */
    List<Register> registers();

    /** The C member of {@code struct pt_regs} that is the register's slot, such as {@code di} or {@code regs[0]}. */
    String ptRegsMember(Register register);

    /** Integer argument registers at function entry, first argument first. */
    List<Register> argumentRegisters();

    /**
     * Where argument {@code index} (zero-based, beyond {@link #argumentRegisters}) lies at function entry, if every
     * argument takes one register.
     *
     * @return byte offset from the stack pointer
     */
    int stackArgumentOffset(int index);

    /** Where the arguments of any types lie; knows structs by value and hidden result pointers. */
    CallingConvention callingConvention();

    /** Argument registers of a system call as the kernel finds them in the {@code pt_regs} of its caller. */
    List<Register> syscallArgumentRegisters();

    /** The system call's number in the {@code pt_regs} of its caller; empty where it has no slot of its own. */
    Optional<Register> syscallNumber();

    /** What the upper half of a register holds when an argument has 32 bits or less. */
    NarrowRule narrowArguments();

    /** Whether plain {@code char} is signed in C here. Linux 6.2 and later make it unsigned everywhere. */
    boolean plainCharIsSigned();

    /** Where a function leaves its integer result. */
    Register returnValue();

    Register stackPointer();

    Register framePointer();

    Register instructionPointer();

    /** The register of that name, with or without a leading {@code %}; aliases of the kernel and of perf are known. */
    Optional<Register> register(String name);

    /** The register with that DWARF number, if it has a slot. */
    Optional<Register> dwarfRegister(int number);
}
