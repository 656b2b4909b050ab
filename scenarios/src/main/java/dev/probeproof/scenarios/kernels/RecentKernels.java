// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.kernels;

import dev.probeproof.loader.kernel.TargetKernel;
import java.lang.ref.SoftReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Kernels by name, kept as long as there is memory: the types of one take tens of megabytes. For any number of threads. */
public final class RecentKernels {
    private final Map<String, SoftReference<TargetKernel>> kept = new ConcurrentHashMap<>();

    /**
     * As {@link Kernels#byName}, read again only if it had to be dropped.
     *
     * @throws UnknownKernelException if there is no such kernel or file
     */
    public TargetKernel byName(String name) {
        SoftReference<TargetKernel> known = kept.get(name);
        TargetKernel kernel = known == null ? null : known.get();
        if (kernel == null) {
            // Two threads may read it at once; the later one is kept, which costs time and nothing else.
            kernel = Kernels.byName(name);
            kept.put(name, new SoftReference<>(kernel));
        }
        return kernel;
    }
}
