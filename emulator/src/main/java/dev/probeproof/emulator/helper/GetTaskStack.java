// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.HelperId;

/** {@code bpf_get_task_stack}: as {@code bpf_get_stack}, of a task; only that of the current one is known. */
final class GetTaskStack implements Helper {
    @Override
    public HelperPrototype prototype() {
        return TracingPrototypes.find(HelperId.GET_TASK_STACK);
    }

    @Override
    public long call(HelperContext context, long task, long buffer, long size, long flags, long unused5) {
        if (task == 0) {
            return -Errno.EINVAL.number();
        }
        if (task != context.world().taskAddress()) {
            throw new ExecutionFault(
                    ExecutionFault.Kind.NOT_EMULATED, "not emulated: the stack of another task than the current one");
        }
        return GetStack.copy(context, buffer, size, flags);
    }
}
