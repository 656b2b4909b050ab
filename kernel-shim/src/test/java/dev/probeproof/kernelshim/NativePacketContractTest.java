// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim;

import dev.probeproof.kernelshim.testing.RequiresKernel;
import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.loader.testing.PacketContract;

/** The contract on the kernel of this machine. */
@RequiresKernel
class NativePacketContractTest extends PacketContract {
    @Override
    protected KernelBackend open() {
        return new NativeKernelProvider().open();
    }
}
