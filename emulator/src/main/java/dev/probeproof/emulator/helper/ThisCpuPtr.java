// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.HelperId;

/** {@code bpf_this_cpu_ptr}: what the current CPU has of a variable of the kernel. */
final class ThisCpuPtr implements Helper {
    @Override
    public HelperPrototype prototype() {
        return TracingPrototypes.find(HelperId.THIS_CPU_PTR);
    }

    @Override
    public long call(HelperContext context, long variable, long unused2, long unused3, long unused4, long unused5) {
        return PerCpuArgument.copy(context, variable, context.world().cpu(), this);
    }
}
