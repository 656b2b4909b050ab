// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.HelperId;

/** {@code bpf_ktime_get_tai_ns}: nanoseconds of international atomic time since 1970. */
final class KtimeGetTaiNs implements Helper {
    @Override
    public HelperPrototype prototype() {
        return HelperPrototype.of(HelperId.KTIME_GET_TAI_NS);
    }

    @Override
    public long call(HelperContext context, long unused1, long unused2, long unused3, long unused4, long unused5) {
        return context.world().clock().taiNanos();
    }
}
