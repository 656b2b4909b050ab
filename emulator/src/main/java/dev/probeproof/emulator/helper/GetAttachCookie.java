// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.HelperId;

import static dev.probeproof.emulator.helper.ArgumentKind.CONTEXT;

/** {@code bpf_get_attach_cookie}: the number given at attachment, 0 without one. */
final class GetAttachCookie implements Helper {
    @Override
    public HelperPrototype prototype() {
        return HelperPrototype.of(HelperId.GET_ATTACH_COOKIE).arguments(CONTEXT);
    }

    @Override
    public long call(
            HelperContext context, long contextPointer, long unused2, long unused3, long unused4, long unused5) {
        return context.world().event().cookie();
    }
}
