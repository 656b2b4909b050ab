// SPDX-License-Identifier: MIT
package dev.probeproof.loader.kernel;

import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.arch.Register;
import dev.probeproof.loader.btf.Btf;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Tells a kernel's architecture from its {@code struct pt_regs}: the one whose argument registers, stack pointer and
 * program counter are all members of it. No two architectures share those names.
 */
final class ArchDetector {
    private ArchDetector() {}

    static Arch detect(String kernel, Btf btf) {
        PtRegsLayout layout = PtRegsLayout.of(btf)
                .orElseThrow(() -> new UnsupportedArchitectureException(
                        kernel,
                        "its BTF has no struct pt_regs, so it is not that of a kernel"
                                + " (a module or a BPF object has types of its own only)"));
        List<Arch> named = Archs.all().stream()
                .filter(arch -> hasRegistersOf(arch, layout))
                .toList();
        if (named.isEmpty()) {
            throw new UnsupportedArchitectureException(
                    kernel, "its struct pt_regs has the registers of none of " + names());
        }
        return named.stream()
                .filter(arch -> arch.byteOrder().equals(btf.order()))
                .filter(arch -> layout.sizeBytes() >= arch.ptRegsBytes())
                .findFirst()
                .orElseThrow(() -> new UnsupportedArchitectureException(
                        kernel,
                        "its registers have the names of " + named.get(0).name() + ", but it is "
                                + btf.order()
                                        .toString()
                                        .toLowerCase(java.util.Locale.ROOT)
                                        .replace('_', '-')
                                + " and its struct pt_regs has " + layout.sizeBytes() + " bytes instead of at least "
                                + named.get(0).ptRegsBytes() + ": a relative of that architecture, not one of "
                                + names()));
    }

    private static boolean hasRegistersOf(Arch arch, PtRegsLayout layout) {
        List<Register> telling = new ArrayList<>(arch.argumentRegisters());
        telling.add(arch.stackPointer());
        telling.add(arch.instructionPointer());
        return telling.stream()
                .allMatch(register -> layout.offset(arch.ptRegsMember(register)).isPresent());
    }

    private static String names() {
        return Archs.all().stream().map(Arch::name).collect(Collectors.joining(", "));
    }
}
