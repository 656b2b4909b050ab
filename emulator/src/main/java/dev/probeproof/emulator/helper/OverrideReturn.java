// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.HelperId;

/** {@code bpf_override_return}: the probed function does not run, and its caller gets this result. */
final class OverrideReturn implements Helper {
    @Override
    public HelperPrototype prototype() {
        return TracingPrototypes.find(HelperId.OVERRIDE_RETURN);
    }

    @Override
    public long call(
            HelperContext context, long contextPointer, long result, long unused3, long unused4, long unused5) {
        context.world().override(result);
        return 0;
    }
}
