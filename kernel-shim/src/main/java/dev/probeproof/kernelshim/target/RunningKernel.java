// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim.target;

import dev.probeproof.kernelshim.sys.KernelFiles;
import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfReader;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.kernel.KernelModule;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.kernel.UnsupportedFeatureException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;

/** This machine's kernel, described as programs must know it. */
public final class RunningKernel {
    private RunningKernel() {}

    /**
     * Reads release and types, those of modules too; symbols and configuration are read when asked for.
     *
     * @throws UnsupportedFeatureException if the kernel does not show its types
     */
    public static TargetKernel describe(KernelFiles files, Arch arch) {
        try {
            Btf types = types(files);
            return new TargetKernel(
                    "running",
                    files.release(),
                    arch,
                    types,
                    modules(files, types),
                    new Kallsyms(files.symbolsPath(), files.forbiddenProbesPath()),
                    new RunningConfig(files));
        } catch (IOException unreadable) {
            throw new UnsupportedFeatureException("description of the running kernel", unreadable.toString());
        }
    }

    private static Btf types(KernelFiles files) {
        try {
            return BtfReader.read(Bytes.wrap(files.btf(), files.btfPath().toString()));
        } catch (IOException unreadable) {
            throw new UnsupportedFeatureException(
                    "types of the running kernel",
                    files.btfPath() + " cannot be read (" + unreadable
                            + "): the kernel needs CONFIG_DEBUG_INFO_BTF; without it, give a BTF file of this kernel");
        }
    }

    private static List<KernelModule> modules(KernelFiles files, Btf types) throws IOException {
        List<KernelModule> modules = new ArrayList<>();
        for (String name : files.modulesWithTypes()) {
            try {
                String source = files.moduleBtfPath(name).toString();
                modules.add(
                        new KernelModule(name, BtfReader.readSplit(Bytes.wrap(files.moduleBtf(name), source), types)));
            } catch (NoSuchFileException unloaded) {
                // Modules come and go; this one went after it was listed.
                continue;
            }
        }
        return modules;
    }
}
