// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.HelperId;

import static dev.probeproof.emulator.helper.ArgumentKind.ANYTHING;

/** {@code bpf_get_current_ancestor_cgroup_id}: what the current task's cgroup lies in at a level; 0 if it is not so deep. */
final class GetCurrentAncestorCgroupId implements Helper {
    @Override
    public HelperPrototype prototype() {
        return HelperPrototype.of(HelperId.GET_CURRENT_ANCESTOR_CGROUP_ID).arguments(ANYTHING);
    }

    @Override
    public long call(HelperContext context, long level, long unused2, long unused3, long unused4, long unused5) {
        return context.world().cgroup().ancestor((int) level);
    }
}
