// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.HelperId;

import static dev.probeproof.emulator.helper.ArgumentKind.READ_ONLY_MEMORY;
import static dev.probeproof.emulator.helper.ArgumentKind.SIZE;

/** {@code bpf_trace_printk}: prints a line with up to three numbers or texts to {@code trace_pipe}. */
final class TracePrintk implements Helper {
    private final FaultTolerantRead reader;

    TracePrintk(FaultTolerantRead reader) {
        this.reader = reader;
    }

    @Override
    public HelperPrototype prototype() {
        return HelperPrototype.of(HelperId.TRACE_PRINTK).onlyGpl().arguments(READ_ONLY_MEMORY, SIZE);
    }

    @Override
    public long call(HelperContext context, long format, long formatSize, long first, long second, long third) {
        byte[] text = ProgramMemory.read(context, format, formatSize);
        return TraceLine.print(context, text, new long[] {first, second, third}, reader);
    }
}
