// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.kernels;

import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.kernel.UnsupportedFeatureException;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which architecture a kernel's types are of. BTF does not say; but every kernel has {@code struct pt_regs}, and its
 * members are the registers.
 */
final class KernelArch {
    private KernelArch() {}

    /** Members that {@code struct pt_regs} has on one architecture only. */
    private record Signature(String arch, List<String> members) {}

    private static final List<Signature> SIGNATURES = List.of(
            new Signature("x86_64", List.of("orig_ax", "r15")),
            new Signature("arm64", List.of("pstate", "syscallno")),
            new Signature("riscv64", List.of("epc", "orig_a0")),
            new Signature("s390x", List.of("orig_gpr2", "psw")),
            new Signature("ppc64", List.of("nip", "orig_gpr3")),
            new Signature("loongarch64", List.of("csr_era", "orig_a0")),
            new Signature("mips64", List.of("cp0_epc")),
            new Signature("arm", List.of("uregs")),
            new Signature("i386", List.of("orig_ax", "fs")));

    /**
     * @param source names the file in messages
     * @throws UnsupportedFeatureException if the architecture is not one of {@link Archs}
     * @throws dev.probeproof.loader.bytes.CorruptObjectException if these are not the types of a kernel
     */
    static Arch of(Btf btf, String source) {
        Set<String> members = new HashSet<>();
        for (int id : btf.findAll(BtfKind.STRUCT, "pt_regs")) {
            collect(btf, (BtfType.Composite) btf.type(id), 0, members);
        }
        if (members.isEmpty()) {
            throw btf.raw().corrupt(-1, "there is no struct pt_regs: these are not the types of a kernel");
        }
        String name = SIGNATURES.stream()
                .filter(signature -> members.containsAll(signature.members()))
                .map(Signature::arch)
                .findFirst()
                .orElse("unknown");
        return find(name, btf.order())
                .orElseThrow(() -> new UnsupportedFeatureException(
                        "kernel " + source,
                        "architecture " + name + ", " + (btf.order() == ByteOrder.BIG_ENDIAN ? "big" : "little")
                                + "-endian, is not known; known: "
                                + String.join(
                                        ", ",
                                        Archs.all().stream().map(Arch::name).toList())));
    }

    private static Optional<Arch> find(String name, ByteOrder order) {
        return Archs.all().stream()
                .filter(arch -> arch.byteOrder() == order)
                .filter(arch -> arch.name().equals(name) || arch.name().equals(name + "le"))
                .findFirst();
    }

    /** Members of unnamed structs and unions count: several architectures keep their registers in one. */
    private static void collect(Btf btf, BtfType.Composite type, int depth, Set<String> members) {
        for (BtfType.Member member : type.members()) {
            if (!member.name().isEmpty()) {
                members.add(member.name());
            } else if (depth < 4 && btf.resolve(member.type()) instanceof BtfType.Composite inner) {
                collect(btf, inner, depth + 1, members);
            }
        }
    }
}
