// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.HelperId;

/** {@code bpf_jiffies64}: timer interrupts since boot. */
final class Jiffies64 implements Helper {
    @Override
    public HelperPrototype prototype() {
        return HelperPrototype.of(HelperId.JIFFIES64);
    }

    @Override
    public long call(HelperContext context, long unused1, long unused2, long unused3, long unused4, long unused5) {
        return context.world().clock().jiffies();
    }
}
