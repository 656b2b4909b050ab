// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.event.Task;
import dev.probeproof.loader.uapi.HelperId;

/** {@code bpf_get_current_uid_gid}: group id in the upper half, user id in the lower. */
final class GetCurrentUidGid implements Helper {
    @Override
    public HelperPrototype prototype() {
        return HelperPrototype.of(HelperId.GET_CURRENT_UID_GID);
    }

    @Override
    public long call(HelperContext context, long unused1, long unused2, long unused3, long unused4, long unused5) {
        Task task = context.world().task();
        return (long) task.gid() << 32 | task.uid() & 0xffff_ffffL;
    }
}
