// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.HelperId;

/** {@code bpf_get_branch_snapshot}: {@code -ENOENT}, as on CPUs that record no branches. */
final class GetBranchSnapshot implements Helper {
    @Override
    public HelperPrototype prototype() {
        return TracingPrototypes.find(HelperId.GET_BRANCH_SNAPSHOT);
    }

    @Override
    public long call(HelperContext context, long buffer, long size, long flags, long unused4, long unused5) {
        return flags != 0 ? -Errno.EINVAL.number() : -Errno.ENOENT.number();
    }
}
