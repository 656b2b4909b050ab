// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.loader.testing.KernelBackendContract;

/** The contract on an emulated kernel of the other byte order. */
class EmulatedBigEndianKernelBackendContractTest extends KernelBackendContract {
    @Override
    protected KernelBackend open() {
        return EmulatedKernel.on(Kernels.of(Archs.S390X, "6.18"));
    }
}
