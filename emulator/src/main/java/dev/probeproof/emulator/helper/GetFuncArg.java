// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.emulator.world.CurrentEvent.Traced;
import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.HelperId;

/** {@code bpf_get_func_arg}: an argument of the traced function, by its number from 0; {@code -EINVAL} if it has fewer. */
final class GetFuncArg implements Helper {
    @Override
    public HelperPrototype prototype() {
        return TracingPrototypes.find(HelperId.GET_FUNC_ARG);
    }

    @Override
    public long call(HelperContext context, long contextPointer, long number, long result, long unused4, long unused5) {
        Traced traced = context.world().event().traced();
        if (Integer.compareUnsigned((int) number, traced.arguments()) >= 0) {
            return -Errno.EINVAL.number();
        }
        long value = ProgramMemory.load(context, contextPointer + (int) number * (long) Long.BYTES, Long.BYTES);
        ProgramMemory.store(context, result, Long.BYTES, value);
        return 0;
    }
}
