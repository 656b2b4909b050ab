// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.engine;

import dev.probeproof.emulator.helper.ExecutionFault;
import org.jspecify.annotations.Nullable;

/**
 * What came of a run.
 *
 * @param returnValue r0 at exit, all 64 bits; 0 after a fault
 * @param executedInstructions slots executed, helpers not counted
 * @param fault why the run ended early, or null
 * @param faultSlot the slot of the fault, or -1
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
