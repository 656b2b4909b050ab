// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.arch.Register;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * DWARF register numbers as compilers use them today, also those without a slot in {@code struct pt_regs}, which have a name
 * for messages. Sources: the psABI documents of each architecture; for ppc64le ELFv2, whose numbers above 31 are not perf's.
 */
final class DwarfRegisters {
    private static final List<Integer> S390X_FLOATS = List.of(0, 2, 4, 6, 1, 3, 5, 7, 8, 10, 12, 14, 9, 11, 13, 15);

    private final Arch arch;

    DwarfRegisters(Arch arch) {
        this.arch = arch;
    }

    /** The register with that number, if it has a slot. */
    Optional<Register> find(long number) {
        if (number < 0 || number > 0xffff) {
            return Optional.empty();
        }
        int known = (int) number;
        return switch (arch.name()) {
            case "ppc64le" -> known < 32 ? arch.dwarfRegister(known) : named(ppc64le(known));
            case "x86_64" -> known == 49 ? named("flags") : arch.dwarfRegister(known);
            case "s390x" -> known == 64 ? named("pswm") : known == 65 ? named("pswa") : arch.dwarfRegister(known);
            default -> arch.dwarfRegister(known);
        };
    }

    private Optional<Register> named(String name) {
        return arch.register(name);
    }

    /** A register whose value is always 0. */
    boolean isZero(long number) {
        return number == 0 && arch.name().equals("riscv64");
    }

    /** What people call the register. */
    String name(long number) {
        Optional<Register> slot = find(number);
        if (slot.isPresent()) {
            return slot.get().name();
        }
        String special = number < 0 || number > 0xffff
                ? ""
                : switch (arch.name()) {
                    case "x86_64" -> x86((int) number);
                    case "arm64" -> arm64((int) number);
                    case "riscv64" -> riscv((int) number);
                    case "s390x" -> s390x((int) number);
                    default -> ppc64le((int) number);
                };
        return special.isEmpty() ? "DWARF register " + Long.toUnsignedString(number) : special;
    }

    private static String x86(int number) {
        return switch (number) {
            case 16 -> "the return address";
            case 54 -> "fs";
            case 55 -> "gs";
            case 58 -> "fs.base";
            case 59 -> "gs.base";
            case 64 -> "mxcsr";
            default ->
                numbered(
                        number,
                        new Range(17, 32, "xmm", 0),
                        new Range(33, 40, "st", 0),
                        new Range(41, 48, "mm", 0),
                        new Range(67, 82, "xmm", 16),
                        new Range(118, 125, "k", 0));
        };
    }

    private static String arm64(int number) {
        return number == 34
                ? "ra_sign_state"
                : numbered(
                        number, new Range(48, 63, "p", 0), new Range(64, 95, "v", 0), new Range(96, 127, "z", 0));
    }

    private static String riscv(int number) {
        return number == 0 ? "zero" : numbered(number, new Range(32, 63, "f", 0), new Range(96, 127, "v", 0));
    }

    private static String s390x(int number) {
        return number >= 16 && number < 32
                ? "f" + S390X_FLOATS.get(number - 16)
                : number >= 68 && number < 84
                        ? "v" + (S390X_FLOATS.get(number - 68) + 16)
                        : numbered(number, new Range(32, 47, "c", 0), new Range(48, 63, "a", 0));
    }

    private static String ppc64le(int number) {
        return switch (number) {
            case 65 -> "link";
            case 66 -> "ctr";
            case 76 -> "xer";
            default ->
                numbered(
                        number, new Range(32, 63, "f", 0), new Range(68, 75, "cr", 0), new Range(77, 108, "v", 0));
        };
    }

    private record Range(int first, int last, String prefix, int start) {}

    private static String numbered(int number, Range... ranges) {
        for (Range range : ranges) {
            if (number >= range.first() && number <= range.last()) {
                return range.prefix() + (range.start() + number - range.first());
            }
        }
        return "";
    }

    /** Whether a function must leave the register as it found it. */
    boolean isKeptByCallees(Register register) {
        return switch (arch.name()) {
            case "x86_64" -> Set.of("bx", "bp", "r12", "r13", "r14", "r15").contains(register.name());
            case "arm64" -> isBetween(register, 19, 29);
            case "riscv64" -> isBetween(register, 8, 9) || isBetween(register, 18, 27);
            case "s390x" -> isBetween(register, 6, 13);
            default -> isBetween(register, 14, 31);
        };
    }

    private static boolean isBetween(Register register, int first, int last) {
        return register.dwarfNumber() >= first && register.dwarfNumber() <= last;
    }

    /** Whether a call leaves its return address in the register, which the function may then save. */
    boolean isLink(long number) {
        return switch (arch.name()) {
            case "arm64" -> number == 30;
            case "riscv64" -> number == 1;
            case "s390x" -> number == 14;
            case "ppc64le" -> number == 65;
            default -> false;
        };
    }

    /** What the stack pointer of a function's caller is less than its canonical frame address. */
    int callerStackBelowCfa() {
        return arch.name().equals("s390x") ? 160 : 0;
    }

    /** What the canonical frame address is more than the stack pointer when a function is entered. */
    int cfaAboveStackAtEntry() {
        return switch (arch.name()) {
            case "x86_64" -> 8;
            case "s390x" -> 160;
            default -> 0;
        };
    }
}
