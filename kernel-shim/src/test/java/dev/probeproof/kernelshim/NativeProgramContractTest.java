// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim;

import dev.probeproof.kernelshim.testing.RequiresKernel;
import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.loader.testing.ProgramContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The contract on the kernel of this machine. */
@RequiresKernel
class NativeProgramContractTest extends ProgramContract {
    @Override
    protected KernelBackend open() {
        return new NativeKernelProvider().open();
    }

    /** The kernel lists the flag only where it uses it. */
    @Override
    protected boolean userAddressesHave47Bits() {
        try {
            return !Files.readString(Path.of("/proc/cpuinfo")).contains(" la57");
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
