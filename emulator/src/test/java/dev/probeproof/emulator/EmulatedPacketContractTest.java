// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.loader.testing.PacketContract;

/** The contract on the emulated x86-64 kernel. */
class EmulatedPacketContractTest extends PacketContract {
    @Override
    protected KernelBackend open() {
        return EmulatedKernel.on(Kernels.x86());
    }
}
