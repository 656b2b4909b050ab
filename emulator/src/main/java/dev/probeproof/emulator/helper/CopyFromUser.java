// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.HelperId;

import static dev.probeproof.emulator.helper.ArgumentKind.ANYTHING;
import static dev.probeproof.emulator.helper.ArgumentKind.SIZE_OR_ZERO;
import static dev.probeproof.emulator.helper.ArgumentKind.UNINITIALIZED_MEMORY;

/** {@code bpf_copy_from_user}: copies user memory, for programs that may sleep; on a fault zeroes the destination. */
final class CopyFromUser implements Helper {
    private final FaultTolerantRead reader;

    CopyFromUser(FaultTolerantRead reader) {
        this.reader = reader;
    }

    @Override
    public HelperPrototype prototype() {
        return HelperPrototype.of(HelperId.COPY_FROM_USER)
                .sleeping()
                .arguments(UNINITIALIZED_MEMORY, SIZE_OR_ZERO, ANYTHING);
    }

    @Override
    public long call(HelperContext context, long destination, long size, long source, long unused4, long unused5) {
        return reader.user(context, destination, size, source);
    }
}
