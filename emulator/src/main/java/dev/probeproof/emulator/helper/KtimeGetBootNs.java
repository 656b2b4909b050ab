// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.HelperId;

/** {@code bpf_ktime_get_boot_ns}: nanoseconds since boot, suspended time included. */
final class KtimeGetBootNs implements Helper {
    @Override
    public HelperPrototype prototype() {
        return HelperPrototype.of(HelperId.KTIME_GET_BOOT_NS);
    }

    @Override
    public long call(HelperContext context, long unused1, long unused2, long unused3, long unused4, long unused5) {
        return context.world().clock().bootNanos();
    }
}
