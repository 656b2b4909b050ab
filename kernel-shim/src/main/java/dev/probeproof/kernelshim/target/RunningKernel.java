// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim.target;

import dev.probeproof.kernelshim.sys.KernelFiles;
import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfReader;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.kernel.UnsupportedFeatureException;
import java.io.IOException;

/** This machine's kernel, described as programs must know it. */
public final class RunningKernel {
    private RunningKernel() {}

    /**
     * Reads release and types; symbols are read when asked for.
     *
     * @throws UnsupportedFeatureException if the kernel does not show its types
     */
    public static TargetKernel describe(KernelFiles files, Arch arch) {
        try {
            return new TargetKernel("running", files.release(), arch, types(files), new Kallsyms(files.symbolsPath()));
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
}
