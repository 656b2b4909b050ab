// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.machine;

/** Stands in for a function that an image calls. */
@FunctionalInterface
public interface ExternalCall {
    /**
     * @param call arguments and memory at the function's entry
     * @return the function's result; 0 for {@code void}
     */
    long called(MachineStop call);
}
