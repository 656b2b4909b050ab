// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.HelperId;

import static dev.probeproof.emulator.helper.ArgumentKind.READ_ONLY_MEMORY;
import static dev.probeproof.emulator.helper.ArgumentKind.READ_ONLY_MEMORY_OR_NULL;
import static dev.probeproof.emulator.helper.ArgumentKind.SIZE;
import static dev.probeproof.emulator.helper.ArgumentKind.SIZE_OR_ZERO;

/** {@code bpf_trace_vprintk}: prints a line with up to twelve numbers or texts to {@code trace_pipe}. */
final class TraceVprintk implements Helper {
    private final FaultTolerantRead reader;

    TraceVprintk(FaultTolerantRead reader) {
        this.reader = reader;
    }

    @Override
    public HelperPrototype prototype() {
        return HelperPrototype.of(HelperId.TRACE_VPRINTK)
                .onlyGpl()
                .arguments(READ_ONLY_MEMORY, SIZE, READ_ONLY_MEMORY_OR_NULL, SIZE_OR_ZERO);
    }

    @Override
    public long call(HelperContext context, long format, long formatSize, long data, long dataSize, long unused5) {
        if (!FormatArguments.areValid(data, dataSize)) {
            return -Errno.EINVAL.number();
        }
        byte[] text = ProgramMemory.read(context, format, formatSize);
        return TraceLine.print(context, text, FormatArguments.read(context, data, dataSize), reader);
    }
}
