// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

/** A variable of the kernel that each CPU has. */
final class PerCpuArgument {
    private PerCpuArgument() {}

    static long copy(HelperContext context, long variable, int cpu, Helper helper) {
        return context.variables()
                .onCpu(variable, cpu)
                .orElseThrow(() -> new ExecutionFault(
                        ExecutionFault.Kind.NOT_EMULATED,
                        "not emulated: " + helper.prototype().id().functionName() + " of 0x"
                                + Long.toHexString(variable) + ", which is no variable of the emulated kernel"));
    }
}
