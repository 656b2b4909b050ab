// SPDX-License-Identifier: MIT
package dev.probeproof.loader.kernel;

import dev.probeproof.loader.btf.Btf;

/** Makes {@link TargetKernel}s from what a file says. */
public final class TargetKernels {
    private TargetKernels() {}

    /**
     * A kernel known by its BTF alone; the architecture follows from its {@code struct pt_regs}.
     *
     * @throws UnsupportedArchitectureException if the BTF is not that of a kernel, or of an unknown architecture
     */
    public static TargetKernel of(String name, String release, Btf btf) {
        return of(name, release, btf, KernelSymbols.NONE);
    }

    /** The same with symbol addresses. */
    public static TargetKernel of(String name, String release, Btf btf, KernelSymbols symbols) {
        return new TargetKernel(name, release, ArchDetector.detect(name, btf), btf, symbols);
    }

    /**
     * Types alone, which need not be those of a whole kernel: of a module, of a BPF object, made up for a test. Where the
     * architecture cannot be told, asking it for anything but its byte order throws what {@link #of} would have thrown.
     */
    public static TargetKernel ofTypes(String name, String release, Btf btf) {
        try {
            return of(name, release, btf);
        } catch (UnsupportedArchitectureException reason) {
            return new TargetKernel(name, release, new UnknownArch(btf.order(), reason), btf, KernelSymbols.NONE);
        }
    }

    /**
     * The same kernel, if its architecture is known.
     *
     * @throws UnsupportedArchitectureException with the reason, if not
     */
    public static TargetKernel requireArch(TargetKernel kernel) {
        if (kernel.arch() instanceof UnknownArch unknown) {
            throw unknown.refusal();
        }
        return kernel;
    }
}
