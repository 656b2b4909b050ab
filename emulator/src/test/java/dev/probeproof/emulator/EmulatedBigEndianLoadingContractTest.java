// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.loader.testing.LoadingContract;
import java.nio.file.Path;

/** The contract on an emulated kernel of the other byte order. */
class EmulatedBigEndianLoadingContractTest extends LoadingContract {
    @Override
    protected KernelBackend open() {
        return EmulatedKernel.on(Kernels.of(Archs.S390X, "6.18"));
    }

    @Override
    protected Path pins() {
        return Path.of("/sys/fs/bpf/contract");
    }
}
