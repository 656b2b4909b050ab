// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.loader.testing.LoadingContract;
import java.nio.file.Path;

/** The contract on the emulated x86-64 kernel. */
class EmulatedLoadingContractTest extends LoadingContract {
    @Override
    protected KernelBackend open() {
        return EmulatedKernel.on(Kernels.x86());
    }

    @Override
    protected Path pins() {
        return Path.of("/sys/fs/bpf/contract");
    }
}
