// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.serve;

import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.kernel.KernelBackend;
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

    /** Why loading a program here is no verdict on it; empty if it is one. */
    Optional<String> noVerdictBecause();

    /**
     * Runs a program of no type, with the address of the memory in r1 and its size in r2, or 0 in both if it is empty.
     *
     * @throws dev.probeproof.loader.kernel.UnsupportedFeatureException if this kernel cannot
     */
    RawRun runRaw(Instructions program, byte[] memory);
}
