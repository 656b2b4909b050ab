// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.HelperId;

import static dev.probeproof.emulator.helper.ArgumentKind.ANYTHING;
import static dev.probeproof.emulator.helper.ArgumentKind.CONTEXT;
import static dev.probeproof.emulator.helper.ArgumentKind.MAP;
import static dev.probeproof.emulator.helper.ArgumentKind.READ_ONLY_MEMORY;
import static dev.probeproof.emulator.helper.ArgumentKind.SIZE_OR_ZERO;

/** {@code bpf_perf_event_output}: writes a sample to the perf buffer of a CPU. */
final class PerfEventOutput implements Helper {
    @Override
    public HelperPrototype prototype() {
        return HelperPrototype.of(HelperId.PERF_EVENT_OUTPUT)
                .onlyGpl()
                .arguments(CONTEXT, MAP, ANYTHING, READ_ONLY_MEMORY, SIZE_OR_ZERO);
    }

    @Override
    public long call(HelperContext context, long contextPointer, long map, long flags, long data, long size) {
        byte[] sample = ProgramMemory.read(context, data, size);
        return MapArgument.perfEventArray(context.map(map), this).output(flags, sample);
    }
}
