// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.machine;

import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.arch.Register;
import java.util.List;
import java.util.Optional;

/**
 * An architecture as Unicorn has it: its number, the number of each register that {@code struct pt_regs} has a slot for,
 * and how its code returns. The numbers are those of Unicorn's headers and the same in all releases of version 2.
 *
 * @param numbers by index into {@link Arch#registers()}; -1 for slots that are no register of the CPU ({@code orig_ax})
 * @param preset registers that the kernel would have set up before any function runs, as pairs of number and value
 * @param returnInstruction makes a function's entry return at once
 * @param linkRegister holds the return address at entry; empty where the stack does
 * @param emptyStackBytes what a function may use above its stack pointer although nothing was passed there
 * @param executableEverywhere whether pages without the right to execute are refused even when nothing runs in them
 */
record MachineModel(
        Arch arch,
        int architecture,
        int mode,
        int[] numbers,
        List<long[]> preset,
        byte[] returnInstruction,
        Optional<Register> linkRegister,
        int emptyStackBytes,
        boolean executableEverywhere,
        Layout layout) {
    private static final int X86 = 4;
    private static final int ARM64 = 2;
    private static final int RISCV = 8;
    private static final int S390X = 9;
    private static final int MODE_64 = 8;
    private static final int MODE_BIG_ENDIAN = 1 << 30;

    /** UC_X86_REG_FS_BASE and UC_X86_REG_GS_BASE: where per-CPU variables are counted from. */
    private static final int X86_FS_BASE = 250;

    private static final int X86_GS_BASE = 251;

    /** Far from where linkers put programs, and within what every kernel gives to user space. */
    private static final long USER = 0x7f00_0000_0000L;

    /** Floating-point and vector registers are off until CPACR_EL1 says otherwise; compilers copy structs with them. */
    private static final int ARM64_CPACR_EL1 = 261;

    private static final long ARM64_FPEN = 3L << 20;

    /**
     * Where there is memory that belongs to no image: the values are addresses of the kernel where it has some of its own.
     *
     * @param image start of images that may lie anywhere
     * @param stack its first byte
     * @param heap what call-backs and arguments take
     * @param percpu what segment registers point to
     * @param guard where functions return to; nothing is executed there
     */
    record Layout(long image, long stack, long heap, long percpu, long guard) {
        static Layout at(long base) {
            return new Layout(base, base + 0x1000_0000L, base + 0x1100_0000L, base + 0x1200_0000L, base + 0x1300_0000L);
        }
    }

    /** The model of an architecture, or why there is none, in words. */
    static Optional<MachineModel> find(Arch arch) {
        return switch (arch.name()) {
            case "x86_64" -> Optional.of(x86(arch));
            case "arm64" -> Optional.of(arm64(arch));
            case "riscv64" -> Optional.of(riscv64(arch));
            case "s390x" -> Optional.of(s390x(arch));
            default -> Optional.empty();
        };
    }

    /** The same with its memory among the addresses of user space: for programs, whose own are there. */
    MachineModel inUserSpace() {
        boolean already = layout.image() >= 0;
        return already ? this : withLayout(Layout.at(USER));
    }

    private MachineModel withLayout(Layout other) {
        List<long[]> moved = preset.stream()
                .map(pair -> pair[1] == layout.percpu() ? new long[] {pair[0], other.percpu()} : pair)
                .toList();
        return new MachineModel(
                arch,
                architecture,
                mode,
                numbers,
                moved,
                returnInstruction,
                linkRegister,
                emptyStackBytes,
                executableEverywhere,
                other);
    }

    private static MachineModel x86(Arch arch) {
        Layout layout = Layout.at(0xffff_ffff_c000_0000L);
        return new MachineModel(
                arch,
                X86,
                MODE_64,
                numbers(arch, name -> switch (name) {
                    case "ax" -> 35;
                    case "bp" -> 36;
                    case "bx" -> 37;
                    case "cx" -> 38;
                    case "di" -> 39;
                    case "dx" -> 40;
                    case "ip" -> 41;
                    case "si" -> 43;
                    case "sp" -> 44;
                    case "flags" -> 25;
                    case "cs" -> 11;
                    case "ss" -> 49;
                    case "orig_ax" -> -1;
                    default -> 106 - 8 + Integer.parseInt(name.substring(1));
                }),
                List.of(new long[] {X86_FS_BASE, layout.percpu()}, new long[] {X86_GS_BASE, layout.percpu()}),
                new byte[] {(byte) 0xc3},
                Optional.empty(),
                0,
                false,
                layout);
    }

    private static MachineModel arm64(Arch arch) {
        return new MachineModel(
                arch,
                ARM64,
                0,
                numbers(arch, name -> switch (name) {
                    case "x29" -> 1;
                    case "lr" -> 2;
                    case "sp" -> 4;
                    case "pc" -> 260;
                    case "pstate" -> 265;
                    case "orig_x0" -> -1;
                    default -> 199 + Integer.parseInt(name.substring(1));
                }),
                List.of(new long[] {ARM64_CPACR_EL1, ARM64_FPEN}),
                new byte[] {(byte) 0xc0, 0x03, 0x5f, (byte) 0xd6},
                arch.register("lr"),
                0,
                false,
                Layout.at(0xffff_8000_4000_0000L));
    }

    private static MachineModel riscv64(Arch arch) {
        return new MachineModel(
                arch,
                RISCV,
                MODE_64,
                numbers(arch, name -> switch (name) {
                    case "epc" -> 190;
                    case "status", "badaddr", "cause", "orig_a0" -> -1;
                    // x0 is 1; a slot's DWARF number is the CPU's number.
                    default -> 1 + arch.register(name).orElseThrow().dwarfNumber();
                }),
                List.of(),
                new byte[] {0x67, (byte) 0x80, 0x00, 0x00},
                arch.register("ra"),
                0,
                false,
                Layout.at(0xffff_ffff_c000_0000L));
    }

    private static MachineModel s390x(Arch arch) {
        return new MachineModel(
                arch,
                S390X,
                MODE_BIG_ENDIAN,
                numbers(arch, name -> switch (name) {
                    case "pswm" -> 66;
                    case "pswa" -> 65;
                    case "orig_gpr2" -> -1;
                    default -> 1 + Integer.parseInt(name.substring(1));
                }),
                List.of(new long[] {S390X_PSWM, S390X_64_BIT}),
                new byte[] {0x07, (byte) 0xfe},
                arch.register("r14"),
                160,
                true,
                // The engine translates no addresses of the upper half; this kernel's own are low as well.
                Layout.at(0x4000_0000L));
    }

    private static final int S390X_PSWM = 66;

    /** Addresses have 24 bits until the program status word says otherwise. */
    private static final long S390X_64_BIT = 0x1_8000_0000L;

    private interface Numbering {
        int of(String name);
    }

    private static int[] numbers(Arch arch, Numbering numbering) {
        return arch.registers().stream()
                .mapToInt(register -> numbering.of(register.name()))
                .toArray();
    }

    /** Index of a register into {@link Arch#registers()}. */
    int index(Register register) {
        int index = arch.registers().indexOf(register);
        if (index < 0) {
            throw new IllegalArgumentException(register.name() + " is no register of " + arch.name());
        }
        return index;
    }
}
