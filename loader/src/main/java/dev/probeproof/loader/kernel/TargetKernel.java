// SPDX-License-Identifier: MIT
package dev.probeproof.loader.kernel;

import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.btf.Btf;
import java.util.List;

/**
 * What a program must know of the kernel it will run on: a value that either backend can hand out and a test can build
 * from a file, so that the same object relocates to the same bytes everywhere.
 *
 * @param name how users call it: {@code 6.12-amd64}, a file name, {@code running}
 * @param release {@code uname -r}, or the part of it that is known
 * @param btf the types of the kernel itself
 * @param modules those modules whose types are known, in the order to search them
 */
public record TargetKernel(
        String name,
        String release,
        Arch arch,
        Btf btf,
        List<KernelModule> modules,
        KernelSymbols symbols,
        KernelConfig config) {

    public TargetKernel {
        modules = List.copyOf(modules);
    }

    /** A kernel of which modules and configuration are not known. */
    public TargetKernel(String name, String release, Arch arch, Btf btf, KernelSymbols symbols) {
        this(name, release, arch, btf, List.of(), symbols, KernelConfig.UNKNOWN);
    }

    /** The same kernel under another name. */
    public TargetKernel named(String newName) {
        return new TargetKernel(newName, release, arch, btf, modules, symbols, config);
    }

    /** The same kernel with another configuration. */
    public TargetKernel withConfig(KernelConfig newConfig) {
        return new TargetKernel(name, release, arch, btf, modules, symbols, newConfig);
    }

    /** The same kernel with modules. */
    public TargetKernel withModules(List<KernelModule> newModules) {
        return new TargetKernel(name, release, arch, btf, newModules, symbols, config);
    }
}
