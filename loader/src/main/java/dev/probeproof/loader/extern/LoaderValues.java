// SPDX-License-Identifier: MIT
package dev.probeproof.loader.extern;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.kernel.KernelRelease;
import dev.probeproof.loader.kernel.TargetKernel;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Configuration values that no kernel has in its configuration: loaders find them out. Where the kernel's description does
 * not say, its release and its types do.
 */
final class LoaderValues {
    static final String PREFIX = "LINUX_";

    private static final String VERSION = "LINUX_KERNEL_VERSION";
    private static final String BPF_COOKIE = "LINUX_HAS_BPF_COOKIE";
    private static final String SYSCALL_WRAPPER = "LINUX_HAS_SYSCALL_WRAPPER";

    static final List<String> NAMES = List.of(VERSION, BPF_COOKIE, SYSCALL_WRAPPER);

    private final TargetKernel kernel;

    LoaderValues(TargetKernel kernel) {
        this.kernel = kernel;
    }

    static boolean isOne(String name) {
        return NAMES.contains(name);
    }

    /** The value as text, like that of an option; empty if it is not known. */
    Optional<String> value(String name) {
        return kernel.config().value(name).or(() -> switch (name) {
            case VERSION -> version();
            case BPF_COOKIE -> truth(bpfCookie());
            case SYSCALL_WRAPPER -> truth(syscallWrapper());
            default -> Optional.empty();
        });
    }

    private Optional<String> version() {
        OptionalInt code = KernelRelease.versionCode(kernel.release());
        return code.isPresent() ? Optional.of(Integer.toString(code.getAsInt())) : Optional.empty();
    }

    private static Optional<String> truth(Optional<Boolean> known) {
        return known.map(value -> value ? "1" : "0");
    }

    /** Programs on perf events have a cookie since 5.15; the list of helpers in the kernel's own types is surer. */
    private Optional<Boolean> bpfCookie() {
        Btf btf = kernel.btf();
        Optional<Integer> helpers = btf.find(BtfKind.ENUM, "bpf_func_id");
        if (helpers.isPresent() && btf.type(helpers.get()) instanceof BtfType.Enum ids) {
            return Optional.of(ids.values().stream().anyMatch(id -> id.name().equals("BPF_FUNC_get_attach_cookie")));
        }
        KernelRelease release = KernelRelease.of(kernel.release());
        return release.isKnown() ? Optional.of(release.isAtLeast(5, 15)) : Optional.empty();
    }

    /**
     * Whether system calls have wrappers that take {@code pt_regs}, named after the architecture
     * ({@code __x64_sys_bpf}, {@code __arm64_sys_bpf}): 4.17 and later, not everywhere.
     */
    private Optional<Boolean> syscallWrapper() {
        String wrapper = switch (kernel.arch().name()) {
            case "x86_64" -> "__x64_sys_bpf";
            case "arm64" -> "__arm64_sys_bpf";
            case "riscv64" -> "__riscv_sys_bpf";
            case "s390x" -> "__s390x_sys_bpf";
            case "ppc64le" -> "__powerpc64_sys_bpf";
            default -> "";
        };
        if (wrapper.isEmpty()) {
            return Optional.empty();
        } else if (kernel.symbols().isKnown()) {
            return Optional.of(kernel.symbols().address(wrapper).isPresent());
        } else if (kernel.btf().find(BtfKind.FUNC, wrapper).isPresent()) {
            return Optional.of(true);
        }
        // A description with functions has the entry points of system calls among them.
        return kernel.btf().find(BtfKind.FUNC, "bpf_prog_get").isPresent() ? Optional.of(false) : Optional.empty();
    }
}
