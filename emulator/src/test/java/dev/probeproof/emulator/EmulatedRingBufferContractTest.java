// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.loader.testing.RingBufferContract;

/** The contract on the emulated x86-64 kernel. */
class EmulatedRingBufferContractTest extends RingBufferContract {
    @Override
    protected KernelBackend open() {
        return EmulatedKernel.on(Kernels.x86());
    }
}
