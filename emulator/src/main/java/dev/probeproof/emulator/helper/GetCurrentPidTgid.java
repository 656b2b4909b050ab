// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.event.Task;
import dev.probeproof.loader.uapi.HelperId;

/** {@code bpf_get_current_pid_tgid}: process id in the upper half, thread id in the lower. */
final class GetCurrentPidTgid implements Helper {
    @Override
    public HelperPrototype prototype() {
        return HelperPrototype.of(HelperId.GET_CURRENT_PID_TGID);
    }

    @Override
    public long call(HelperContext context, long unused1, long unused2, long unused3, long unused4, long unused5) {
        Task task = context.world().task();
        return (long) task.tgid() << 32 | task.pid() & 0xffff_ffffL;
    }
}
