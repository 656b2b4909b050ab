// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.HelperId;

/** {@code bpf_get_func_arg_cnt}: how many arguments the traced function has, in words of 8 bytes. */
final class GetFuncArgCnt implements Helper {
    @Override
    public HelperPrototype prototype() {
        return TracingPrototypes.find(HelperId.GET_FUNC_ARG_CNT);
    }

    @Override
    public long call(
            HelperContext context, long contextPointer, long unused2, long unused3, long unused4, long unused5) {
        return context.world().event().traced().arguments();
    }
}
