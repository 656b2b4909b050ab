// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.serve;

import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.loader.kernel.VerifierLogLevel;
import java.util.Optional;

/** Where answers come from. */
public interface ServedKernel {
    /**
     * A kernel for one request; whoever asked closes it, and with it everything that the request made.
     *
     * @param release answer as that release would, if one is named
     * @throws dev.probeproof.loader.kernel.UnsupportedFeatureException if it cannot be that release
     */
    KernelBackend open(Optional<String> release);

    /** What to ask of the verifier about each program. */
    default VerifierLogLevel logLevel() {
        return VerifierLogLevel.ON_REJECTION;
    }

    /**
     * Runs a program of no type, with the address of the memory in r1 and its size in r2, or 0 in both if it is empty.
     *
     * @throws dev.probeproof.loader.kernel.UnsupportedFeatureException if this kernel cannot
     */
    RawRun runRaw(Instructions program, byte[] memory);
}
