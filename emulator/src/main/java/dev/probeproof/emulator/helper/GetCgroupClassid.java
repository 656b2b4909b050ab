// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.HelperId;

import static dev.probeproof.emulator.helper.ArgumentKind.CONTEXT;

/** {@code bpf_get_cgroup_classid}: the class of the task's control group; nobody has given it one. */
final class GetCgroupClassid implements Helper {
    @Override
    public HelperPrototype prototype() {
        return HelperPrototype.of(HelperId.GET_CGROUP_CLASSID).arguments(CONTEXT);
    }

    @Override
    public long call(HelperContext context, long contextPointer, long unused2, long unused3, long unused4, long unused5) {
        PacketArgument.required(context, this);
        return 0;
    }
}
