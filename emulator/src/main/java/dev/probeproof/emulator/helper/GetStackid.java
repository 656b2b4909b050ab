// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.emulator.map.StackTraceMap;
import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.HelperId;
import java.util.List;

import static dev.probeproof.emulator.helper.ArgumentKind.ANYTHING;
import static dev.probeproof.emulator.helper.ArgumentKind.CONTEXT;
import static dev.probeproof.emulator.helper.ArgumentKind.MAP;

/** {@code bpf_get_stackid}: keeps a stack trace in a map and returns its id; the stack is that of the event. */
final class GetStackid implements Helper {
    @Override
    public HelperPrototype prototype() {
        return HelperPrototype.of(HelperId.GET_STACKID).onlyGpl().arguments(CONTEXT, MAP, ANYTHING);
    }

    @Override
    public long call(HelperContext context, long contextPointer, long map, long flags, long unused4, long unused5) {
        StackTraceMap traces = MapArgument.stackTrace(context.map(map), this);
        StackTraceFlags wanted = new StackTraceFlags(flags);
        if (!wanted.areValidForId()) {
            return -Errno.EINVAL.number();
        }
        List<Long> stack = wanted.select(context.world().event(), traces.depth());
        if (stack.isEmpty()) {
            return -Errno.EFAULT.number();
        }
        return traces.store(stack, wanted.comparesByHash(), wanted.replaces());
    }
}
