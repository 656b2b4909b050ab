// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.fit;

import dev.probeproof.loader.kernel.TargetKernel;

/** A kernel and what its BPF has, worked out once for all objects. */
record FitTarget(TargetKernel kernel, KernelOffer offer) {
    static FitTarget of(TargetKernel kernel) {
        return new FitTarget(kernel, new KernelOffer(kernel));
    }
}
