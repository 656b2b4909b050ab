// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.HelperId;

import static dev.probeproof.emulator.helper.ArgumentKind.ANYTHING;
import static dev.probeproof.emulator.helper.ArgumentKind.SIZE_OR_ZERO;
import static dev.probeproof.emulator.helper.ArgumentKind.UNINITIALIZED_MEMORY;

/** {@code bpf_probe_read_str}: copies text from whichever side the address belongs to; absent where both use the same addresses. */
final class ProbeReadStr implements Helper {
    private final FaultTolerantRead reader;

    ProbeReadStr(FaultTolerantRead reader) {
        this.reader = reader;
    }

    @Override
    public HelperPrototype prototype() {
        return HelperPrototype.of(HelperId.PROBE_READ_STR)
                .onlyGpl()
                .arguments(UNINITIALIZED_MEMORY, SIZE_OR_ZERO, ANYTHING);
    }

    @Override
    public long call(HelperContext context, long destination, long size, long source, long unused4, long unused5) {
        Window target = ProgramMemory.writable(context, destination, size);
        return reader.isUser(source)
                ? reader.userString(context.userMemory(), source, target)
                : reader.kernelString(context, source, target);
    }
}
