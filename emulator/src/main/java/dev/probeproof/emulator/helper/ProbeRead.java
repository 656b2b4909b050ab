// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.HelperId;

import static dev.probeproof.emulator.helper.ArgumentKind.ANYTHING;
import static dev.probeproof.emulator.helper.ArgumentKind.SIZE_OR_ZERO;
import static dev.probeproof.emulator.helper.ArgumentKind.UNINITIALIZED_MEMORY;

/** {@code bpf_probe_read}: copies memory of whichever side the address belongs to; absent where both use the same addresses. */
final class ProbeRead implements Helper {
    private final FaultTolerantRead reader;

    ProbeRead(FaultTolerantRead reader) {
        this.reader = reader;
    }

    @Override
    public HelperPrototype prototype() {
        return HelperPrototype.of(HelperId.PROBE_READ)
                .onlyGpl()
                .arguments(UNINITIALIZED_MEMORY, SIZE_OR_ZERO, ANYTHING);
    }

    @Override
    public long call(HelperContext context, long destination, long size, long source, long unused4, long unused5) {
        return reader.isUser(source)
                ? reader.user(context, destination, size, source)
                : reader.kernel(context, destination, size, source);
    }
}
