// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.HelperId;

/** {@code bpf_get_smp_processor_id}: the CPU that the program runs on. */
final class GetSmpProcessorId implements Helper {
    @Override
    public HelperPrototype prototype() {
        return HelperPrototype.of(HelperId.GET_SMP_PROCESSOR_ID).allowingFastCall();
    }

    @Override
    public long call(HelperContext context, long unused1, long unused2, long unused3, long unused4, long unused5) {
        return context.world().cpu();
    }
}
