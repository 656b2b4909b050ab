// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.engine;

import dev.probeproof.emulator.helper.ExecutionFault;
import org.jspecify.annotations.Nullable;

/**
 * What came of a run.
 *
 * @param returnValue r0 at exit, all 64 bits; 0 after a fault
 * @param executedInstructions instructions executed, the one that faulted included; a 64-bit immediate load counts once,
 *     what a helper does inside does not count, the callbacks it runs do
 * @param fault why the run ended early, or null
 * @param faultSlot the slot of the fault in the program that ran at that moment, or -1
 */
public record ExecutionResult(
        long returnValue,
        long executedInstructions,
        @Nullable ExecutionFault fault,
        int faultSlot) {
    public boolean isComplete() {
        return fault == null;
    }
}
