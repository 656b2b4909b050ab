// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.HelperId;

import static dev.probeproof.emulator.helper.ArgumentKind.ANYTHING;
import static dev.probeproof.emulator.helper.ArgumentKind.SIZE_OR_ZERO;
import static dev.probeproof.emulator.helper.ArgumentKind.UNINITIALIZED_MEMORY;

/** {@code bpf_probe_read_kernel_str}: copies text from kernel memory; returns its length with the NUL. */
final class ProbeReadKernelStr implements Helper {
    private final FaultTolerantRead reader;

    ProbeReadKernelStr(FaultTolerantRead reader) {
        this.reader = reader;
    }

    @Override
    public HelperPrototype prototype() {
        return HelperPrototype.of(HelperId.PROBE_READ_KERNEL_STR)
                .onlyGpl()
                .arguments(UNINITIALIZED_MEMORY, SIZE_OR_ZERO, ANYTHING);
    }

    @Override
    public long call(HelperContext context, long destination, long size, long source, long unused4, long unused5) {
        return reader.kernelString(context, source, ProgramMemory.writable(context, destination, size));
    }
}
