// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.HelperId;

import static dev.probeproof.emulator.helper.ArgumentKind.CONTEXT;

/** {@code bpf_get_func_ip}: the address of the probed function; 0 for a probe inside one. */
final class GetFuncIp implements Helper {
    @Override
    public HelperPrototype prototype() {
        return HelperPrototype.of(HelperId.GET_FUNC_IP).onlyGpl().arguments(CONTEXT);
    }

    @Override
    public long call(
            HelperContext context, long contextPointer, long unused2, long unused3, long unused4, long unused5) {
        return context.world().event().functionAddress();
    }
}
