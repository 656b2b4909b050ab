// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.arch.Register;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.kernel.TargetKernel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A function that takes a system call's arguments out of the registers of the process that made it, such as {@code
 * __x64_sys_openat}: its one parameter is a pointer to them. Kernels wrap system calls since 4.17 (x86_64), 4.19 (arm64, s390x),
 * 6.1 (powerpc) and 6.6 (riscv64).
 *
 * <p>The names and types of the arguments are those of {@code __do_sys_openat} where the BTF has it: the compiler mostly
 * puts that function into the wrapper, and leaves no trace of it. Which registers they are is in each architecture's {@code
 * asm/syscall_wrapper.h}.
 */
public final class SyscallWrapper {
    private static final int MAX_ARGUMENTS = 6;

    private final List<Register> registers;
    private final List<BtfType.Param> named;

    private SyscallWrapper(List<Register> registers, List<BtfType.Param> named) {
        this.registers = registers;
        this.named = named;
    }

    /**
     * A family of wrappers.
     *
     * @param registers of the process, by the kernel's names, first argument first
     */
    private record Family(String prefix, boolean compat, List<String> registers) {}

    private static List<Family> families(Arch arch) {
        List<String> x64 = List.of("di", "si", "dx", "r10", "r8", "r9");
        List<String> ia32 = List.of("bx", "cx", "dx", "si", "di", "bp");
        List<String> arm64 = List.of("x0", "x1", "x2", "x3", "x4", "x5");
        List<String> riscv = List.of("orig_a0", "a1", "a2", "a3", "a4", "a5");
        List<String> s390 = List.of("orig_gpr2", "r3", "r4", "r5", "r6", "r7");
        List<String> powerpc = List.of("gpr3", "gpr4", "gpr5", "gpr6", "gpr7", "gpr8");
        return switch (arch.name()) {
            case "x86_64" ->
                List.of(
                        new Family("__x64_sys_", false, x64),
                        new Family("__x64_compat_sys_", true, x64),
                        new Family("__ia32_sys_", false, ia32),
                        new Family("__ia32_compat_sys_", true, ia32));
            case "arm64" ->
                List.of(new Family("__arm64_sys_", false, arm64), new Family("__arm64_compat_sys_", true, arm64));
            case "riscv64" ->
                List.of(new Family("__riscv_sys_", false, riscv), new Family("__riscv_compat_sys_", true, riscv));
            case "s390x" ->
                List.of(
                        new Family("__s390x_sys_", false, s390),
                        new Family("__s390_sys_", false, s390),
                        new Family("__s390_compat_sys_", true, s390));
            case "ppc64le" -> List.of(new Family("sys_", false, powerpc), new Family("compat_sys_", true, powerpc));
            default -> List.of();
        };
    }

    /** The wrapper that the function is, if it is one. */
    public static Optional<SyscallWrapper> of(TargetKernel kernel, String function, BtfType.FuncProto prototype) {
        Btf btf = kernel.btf();
        boolean takesRegisters = prototype.params().size() == 1
                && btf.resolve(prototype.params().get(0).type()) instanceof BtfType.Ptr pointer
                && btf.resolve(pointer.type()).name().equals("pt_regs");
        if (!takesRegisters) {
            return Optional.empty();
        }
        Arch arch = kernel.arch();
        return families(arch).stream()
                .filter(family -> function.startsWith(family.prefix()))
                .findFirst()
                .map(family -> new SyscallWrapper(
                        family.registers().stream()
                                .map(name -> arch.register(name).orElseThrow())
                                .toList(),
                        inside(btf, function.substring(family.prefix().length()), family.compat())));
    }

    /** The function that serves a system call of 64-bit processes, if the kernel's types know it. */
    public static Optional<String> functionOf(TargetKernel kernel, String call) {
        List<String> names = new ArrayList<>();
        families(kernel.arch()).stream()
                .filter(family -> !family.compat() && !family.prefix().equals("__ia32_sys_"))
                .forEach(family -> names.add(family.prefix() + call));
        names.add("sys_" + call);
        return names.stream()
                .filter(name -> !kernel.btf().findAll(BtfKind.FUNC, name).isEmpty())
                .findFirst();
    }

    /** The parameters of the function inside the wrapper, as far as the BTF has it. */
    private static List<BtfType.Param> inside(Btf btf, String call, boolean compat) {
        List<String> names = new ArrayList<>();
        if (compat) {
            names.add("__do_compat_sys_" + call);
            names.add("__se_compat_sys_" + call);
        }
        names.add("__do_sys_" + call);
        names.add("__se_sys_" + call);
        for (String name : names) {
            for (int id : btf.findAll(BtfKind.FUNC, name)) {
                if (btf.type(id) instanceof BtfType.Func function
                        && btf.type(function.proto()) instanceof BtfType.FuncProto prototype) {
                    return prototype.params();
                }
            }
        }
        return List.of();
    }

    /**
     * An argument of the system call.
     *
     * @param index from 0
     * @param type id; 0 if nothing says: it is an unsigned long then
     */
    public record Argument(int index, Register register, int type) {}

    /** The argument of that name, if the BTF has names. */
    public Optional<Argument> argument(String name) {
        for (int i = 0; i < Math.min(named.size(), MAX_ARGUMENTS); i++) {
            if (named.get(i).name().equals(name)) {
                return argument(i);
            }
        }
        return Optional.empty();
    }

    /** The argument of that index from 0, if the system call has so many. */
    public Optional<Argument> argument(int index) {
        int count = named.isEmpty() ? MAX_ARGUMENTS : Math.min(named.size(), MAX_ARGUMENTS);
        return index < count
                ? Optional.of(new Argument(
                        index,
                        registers.get(index),
                        named.isEmpty() ? 0 : named.get(index).type()))
                : Optional.empty();
    }

    /** The arguments with their names and types; empty if the BTF has none. */
    public List<BtfType.Param> parameters() {
        return named.subList(0, Math.min(named.size(), MAX_ARGUMENTS));
    }

    /** The names of the arguments; empty if the BTF has none. */
    public List<String> names() {
        return named.stream().map(BtfType.Param::name).toList();
    }
}
