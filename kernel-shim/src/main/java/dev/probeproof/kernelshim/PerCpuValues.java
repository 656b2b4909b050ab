// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim;

import dev.probeproof.kernelshim.sys.KernelFiles;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.kernel.UnsupportedFeatureException;
import dev.probeproof.loader.uapi.MapType;
import java.io.IOException;
import java.util.Set;

/** Values of per-CPU maps as user space sees them: those of all CPUs that there may ever be, in eights of bytes. */
final class PerCpuValues {
    private static final Set<Integer> PER_CPU = Set.of(
            MapType.PERCPU_HASH.number(),
            MapType.PERCPU_ARRAY.number(),
            MapType.LRU_PERCPU_HASH.number(),
            MapType.PERCPU_CGROUP_STORAGE.number());

    private PerCpuValues() {}

    /** How many values are in one; 1 for maps that are not per CPU. */
    static int count(MapSpec spec, KernelFiles files) {
        return PER_CPU.contains(spec.type()) ? possibleCpus(files) : 1;
    }

    /** Bytes of a value as user space sees it. The kernel has taken the size by now, so it is small enough to multiply. */
    static int bytes(MapSpec spec, int count) {
        return PER_CPU.contains(spec.type()) ? ((spec.valueSize() + 7) & ~7) * count : spec.valueSize();
    }

    static int possibleCpus(KernelFiles files) {
        try {
            return files.possibleCpus();
        } catch (IOException unreadable) {
            throw new UnsupportedFeatureException("number of possible CPUs", unreadable.toString());
        }
    }
}
