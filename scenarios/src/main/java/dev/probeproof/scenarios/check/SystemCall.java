// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.check;

import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.definition.PathExpression;
import dev.probeproof.loader.definition.PathRoot;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

/**
 * The arguments of a system call in the registers of the process, as the system call interface of each architecture passes
 * them (syscall(2)). Where a register is saved is asked of the kernel's own {@code struct pt_regs}.
 */
final class SystemCall {
    private static final List<String> PREFIXES =
            List.of("__do_sys_", "__se_sys_", "__do_compat_sys_", "__se_compat_sys_");

    private final Btf btf;
    private final Arch arch;
    private final int registersType;
    private final boolean is32Bit;
    private final List<BtfType.Param> params;

    private SystemCall(Btf btf, Arch arch, int registersType, boolean is32Bit, List<BtfType.Param> params) {
        this.btf = btf;
        this.arch = arch;
        this.registersType = registersType;
        this.is32Bit = is32Bit;
        this.params = params;
    }

    /** Empty unless the function takes a pointer to registers only, and its name says that it is a system call. */
    static Optional<SystemCall> of(Btf btf, Arch arch, String function, BtfType.FuncProto prototype) {
        int at = function.indexOf("sys_");
        if (at < 0 || prototype.params().size() != 1) {
            return Optional.empty();
        }
        int parameter = prototype.params().get(0).type();
        if (!(btf.resolve(parameter) instanceof BtfType.Ptr pointer)
                || !btf.resolve(pointer.type()).name().equals("pt_regs")) {
            return Optional.empty();
        }
        String call = function.substring(at + "sys_".length());
        boolean compat = function.contains("compat_");
        List<BtfType.Param> params = PREFIXES.stream()
                .filter(prefix -> compat || !prefix.contains("compat"))
                .sorted((a, b) -> Boolean.compare(b.contains("compat"), a.contains("compat")))
                .flatMap(prefix -> btf.findAll(BtfKind.FUNC, prefix + call).stream())
                .findFirst()
                .map(id -> (BtfType.FuncProto) btf.resolve(((BtfType.Func) btf.type(id)).proto()))
                .map(BtfType.FuncProto::params)
                .orElse(List.of());
        return Optional.of(new SystemCall(btf, arch, pointer.type(), function.startsWith("__ia32_"), params));
    }

    /** The member of {@code struct pt_regs} that the argument is in, as a path. */
    private Optional<List<String>> register(int index) {
        return switch (arch.name()) {
            case "x86_64" ->
                Optional.of(List.of(List.of(
                                is32Bit
                                        ? new String[] {"bx", "cx", "dx", "si", "di", "bp"}
                                        : new String[] {"di", "si", "dx", "r10", "r8", "r9"})
                        .get(index)));
            case "arm64" -> Optional.of(List.of("regs", Integer.toString(index)));
            case "riscv64" -> Optional.of(List.of(index == 0 ? "orig_a0" : "a" + index));
            case "s390x" ->
                Optional.of(index == 0 ? List.of("orig_gpr2") : List.of("gprs", Integer.toString(index + 2)));
            case "ppc64le" -> Optional.of(List.of("gpr", Integer.toString(index + 3)));
            default -> Optional.empty();
        };
    }

    Optional<PathStart> argument(PathExpression path) {
        int index = index(path);
        Optional<List<String>> register = index >= 0 && index < 6 ? register(index) : Optional.empty();
        if (register.isEmpty()) {
            return Optional.empty();
        }
        MemberFinder.Found found = MemberFinder.find(
                        btf, registersType, register.get().get(0))
                .orElseThrow(() -> new NotJudgedException("the kernel's struct pt_regs has no " + register.get()));
        long bit = found.bit()
                + (register.get().size() > 1
                        ? 64L * Integer.parseInt(register.get().get(1))
                        : 0);
        int type = index < params.size() ? params.get(index).type() : word(path);
        long size = btf.resolve(type) instanceof BtfType.Composite ? 8 : Math.min(8, Math.max(1, btf.sizeOf(type)));
        long atEnd = arch.byteOrder() == ByteOrder.BIG_ENDIAN ? 8 * (8 - size) : 0;
        return Optional.of(new PathStart(
                type,
                null,
                new Start.Held(arch.argumentRegisters().get(0)),
                List.of(),
                List.of(),
                bit + atEnd,
                "the registers of the process",
                String.join("", register.get()),
                -1,
                "pointers among the arguments of a system call lead there"));
    }

    private int index(PathExpression path) {
        if (path.start() instanceof PathRoot.Argument argument) {
            return argument.number() - 1;
        }
        for (int i = 0; i < params.size(); i++) {
            if (params.get(i).name().equals(path.root())) {
                return i;
            }
        }
        return -1;
    }

    /** What nobody declares is as long as a register; what is read as text is a pointer. */
    private int word(PathExpression path) {
        if (path.textType() != null && path.steps().isEmpty()) {
            throw new NotJudgedException("the kernel's types do not say what the argument is");
        }
        return btf.find(BtfKind.INT, "long unsigned int")
                .orElseThrow(() -> new NotJudgedException("the kernel's types have no unsigned long"));
    }
}
