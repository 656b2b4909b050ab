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
}
