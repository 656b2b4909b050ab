// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.machine;

import dev.probeproof.loader.event.PtRegs;
import java.util.Map;

/**
 * What a run of machine code came to.
 *
 * @param registers at its end; all 0 if the engine was lost
 * @param hits how often each stop was reached, by address; those never reached are there with 0
 */
public record MachineResult(MachineEnd end, PtRegs registers, Map<Long, Integer> hits) {
    public MachineResult {
        hits = Map.copyOf(hits);
    }

    /** Whether the function returned. */
    public boolean returned() {
        return end instanceof MachineEnd.Returned;
    }

    /**
     * The integer that the function returned.
     *
     * @throws MachineException if it did not return, with the reason
     */
    public long value() {
        if (!returned()) {
            throw new MachineException("the function returned nothing: " + end.words());
        }
        return registers.get(registers.arch().returnValue());
    }
}
