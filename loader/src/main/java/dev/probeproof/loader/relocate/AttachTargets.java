// SPDX-License-Identifier: MIT
package dev.probeproof.loader.relocate;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.error.Nearest;
import dev.probeproof.loader.kernel.KernelModule;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.uapi.AttachType;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.List;
import java.util.Optional;

/**
 * Finds in a kernel's types what a BTF-typed program is for. Its section names it by what people call it: a tracepoint, a
 * hook, an iterator or a function, the last also as {@code module:function}.
 */
public final class AttachTargets {
    private static final String KERNEL_ITSELF = "vmlinux";

    /** How kernels name, in their types, what programs of one kind are for. */
    private record Naming(ProgramType type, AttachType attachType, String prefix, BtfKind kind, String noun) {}

    private static final List<Naming> NAMINGS = List.of(
            new Naming(ProgramType.TRACING, AttachType.TRACE_RAW_TP, "btf_trace_", BtfKind.TYPEDEF, "tracepoint"),
            new Naming(ProgramType.TRACING, AttachType.TRACE_FENTRY, "", BtfKind.FUNC, "function"),
            new Naming(ProgramType.TRACING, AttachType.TRACE_FEXIT, "", BtfKind.FUNC, "function"),
            new Naming(ProgramType.TRACING, AttachType.MODIFY_RETURN, "", BtfKind.FUNC, "function"),
            new Naming(ProgramType.TRACING, AttachType.TRACE_FSESSION, "", BtfKind.FUNC, "function"),
            new Naming(ProgramType.TRACING, AttachType.TRACE_ITER, "bpf_iter_", BtfKind.FUNC, "iterator"),
            new Naming(ProgramType.LSM, AttachType.LSM_MAC, "bpf_lsm_", BtfKind.FUNC, "security hook"),
            new Naming(ProgramType.LSM, AttachType.LSM_CGROUP, "bpf_lsm_", BtfKind.FUNC, "security hook"));

    private AttachTargets() {}

    /**
     * The target of a program.
     *
     * @param expectedAttachType the kernel's number
     * @param name such as {@code sched_switch} or {@code nf_conntrack:nf_conntrack_in}; empty where nobody has said one
     * @return {@link AttachTarget#NONE} for types that need none; one with a problem if the kernel lacks it
     */
    public static AttachTarget find(TargetKernel kernel, ProgramType type, int expectedAttachType, String name) {
        if (type == ProgramType.EXT) {
            return AttachTarget.missing(
                    name, "a program that replaces a function of another needs that program, loaded, as its target");
        }
        Optional<Naming> naming = naming(type, expectedAttachType);
        if (naming.isEmpty()) {
            return AttachTarget.NONE;
        } else if (name.isEmpty()) {
            return AttachTarget.missing(
                    "",
                    "its section names no " + naming.get().noun() + ", so a target must be set before it is loaded");
        }
        return find(kernel, naming.get(), name);
    }

    private static AttachTarget find(TargetKernel kernel, Naming naming, String text) {
        int colon = text.indexOf(':');
        String module = text.substring(0, Math.max(0, colon));
        String bare = text.substring(colon + 1);
        String name = naming.prefix() + bare;
        if (colon < 0 || module.equals(KERNEL_ITSELF)) {
            Optional<Integer> own = kernel.btf().find(naming.kind(), name);
            if (own.isPresent()) {
                return AttachTarget.of(name, "", own.get());
            }
        }
        for (KernelModule candidate : kernel.modules()) {
            if (colon < 0 || candidate.name().equals(module)) {
                Btf btf = candidate.btf();
                for (int id : btf.findAll(naming.kind(), name)) {
                    if (id >= btf.firstId()) {
                        return AttachTarget.of(name, candidate.name(), id);
                    }
                }
            }
        }
        return AttachTarget.missing(name, absent(kernel, naming, module, bare));
    }

    private static String absent(TargetKernel kernel, Naming naming, String module, String bare) {
        boolean knownModule = module.isEmpty()
                || module.equals(KERNEL_ITSELF)
                || kernel.modules().stream().anyMatch(each -> each.name().equals(module));
        if (!knownModule) {
            return "the types of module '" + module + "' of kernel '" + kernel.name() + "' are not known";
        }
        return "kernel '" + kernel.name() + "' has no " + naming.noun() + " '" + bare + "'"
                + (module.isEmpty() ? "" : " in " + module);
    }

    /** Names that may have been meant by one that the kernel does not have, without the prefix of their kind. */
    public static List<String> nearest(TargetKernel kernel, ProgramType type, int expectedAttachType, String name) {
        Naming naming = naming(type, expectedAttachType).orElse(null);
        if (naming == null || name.isEmpty()) {
            return List.of();
        }
        List<String> known = kernel.btf().names(naming.kind()).stream()
                .filter(each -> each.startsWith(naming.prefix()))
                .map(each -> each.substring(naming.prefix().length()))
                .toList();
        String bare = name.startsWith(naming.prefix())
                ? name.substring(naming.prefix().length())
                : name;
        return Nearest.of(bare, known);
    }

    private static Optional<Naming> naming(ProgramType type, int expectedAttachType) {
        return NAMINGS.stream()
                .filter(each -> each.type() == type && each.attachType().number() == expectedAttachType)
                .findFirst();
    }
}
