// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.emulator.world.CurrentEvent.Traced;
import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.HelperId;

/** {@code bpf_get_func_ret}: what the traced function returned; {@code -EOPNOTSUPP} where it has not yet. */
final class GetFuncRet implements Helper {
    @Override
    public HelperPrototype prototype() {
        return TracingPrototypes.find(HelperId.GET_FUNC_RET);
    }

    @Override
    public long call(
            HelperContext context, long contextPointer, long result, long unused3, long unused4, long unused5) {
        Traced traced = context.world().event().traced();
        if (!traced.hasResult()) {
            return -Errno.EOPNOTSUPP.number();
        }
        long value = ProgramMemory.load(context, contextPointer + traced.arguments() * (long) Long.BYTES, Long.BYTES);
        ProgramMemory.store(context, result, Long.BYTES, value);
        return 0;
    }
}
