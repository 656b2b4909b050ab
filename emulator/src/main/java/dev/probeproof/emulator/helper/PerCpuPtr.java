// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.HelperId;

/** {@code bpf_per_cpu_ptr}: what a CPU has of a variable of the kernel; null if there is no such CPU. */
final class PerCpuPtr implements Helper {
    @Override
    public HelperPrototype prototype() {
        return TracingPrototypes.find(HelperId.PER_CPU_PTR);
    }

    @Override
    public long call(HelperContext context, long variable, long cpu, long unused3, long unused4, long unused5) {
        boolean exists = Integer.compareUnsigned((int) cpu, context.world().possibleCpus()) < 0;
        return exists ? PerCpuArgument.copy(context, variable, (int) cpu, this) : 0;
    }
}
