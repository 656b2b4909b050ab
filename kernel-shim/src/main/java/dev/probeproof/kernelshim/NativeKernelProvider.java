// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim;

import dev.probeproof.kernelshim.sys.Bpf;
import dev.probeproof.kernelshim.sys.Fd;
import dev.probeproof.kernelshim.sys.JnaSyscalls;
import dev.probeproof.kernelshim.sys.KernelFiles;
import dev.probeproof.kernelshim.sys.MapCreateAttribute;
import dev.probeproof.kernelshim.sys.Syscalls;
import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.kernel.FeatureSupport;
import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.loader.kernel.KernelProvider;
import dev.probeproof.loader.kernel.UnsupportedFeatureException;
import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.MapType;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Offers the kernel of this machine under the name {@code native}, on Linux, to those whom it lets use {@code bpf(2)}.
 */
public final class NativeKernelProvider implements KernelProvider {
    private final String osName;
    private final String osArch;
    private final Supplier<Syscalls> syscalls;

    /** For {@link java.util.ServiceLoader}. Opens nothing and loads no native code. */
    public NativeKernelProvider() {
        this(System.getProperty("os.name"), System.getProperty("os.arch"), JnaSyscalls::open);
    }

    NativeKernelProvider(String osName, String osArch, Supplier<Syscalls> syscalls) {
        this.osName = osName;
        this.osArch = osArch;
        this.syscalls = syscalls;
    }

    @Override
    public String name() {
        return "native";
    }

    /** Tries it: a map of one element is created and closed again. */
    @Override
    public FeatureSupport availability() {
        Optional<String> reason = JnaSyscalls.whyUnavailable(osName, osArch);
        if (reason.isPresent()) {
            return new FeatureSupport.Missing(reason.get());
        }
        Syscalls open = syscalls.get();
        long result = new Bpf(open).call(new MapCreateAttribute(MapType.ARRAY.number(), 4, 8, 1).build());
        if (result < 0) {
            return new FeatureSupport.Missing(whyRefused((int) -result));
        }
        Fd.own(open, result).close();
        return new FeatureSupport.Supported();
    }

    private static String whyRefused(int errno) {
        String answer = "bpf(2) answered " + Errno.describe(errno) + " when asked for a map";
        if (errno == Errno.EPERM.number()) {
            return answer
                    + ": run as root, or with CAP_BPF and CAP_PERFMON; containers and lockdown may forbid it, too";
        }
        return errno == Errno.ENOSYS.number() ? answer + ": this kernel was built without it" : answer;
    }

    @Override
    public KernelBackend open() {
        if (availability() instanceof FeatureSupport.Missing missing) {
            throw new UnsupportedFeatureException("the kernel of this machine", missing.reason());
        }
        Arch arch = Archs.find(osArch).orElseThrow();
        return new NativeKernel(syscalls.get(), KernelFiles.ofRunningKernel(), arch);
    }
}
