// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.HelperId;

import static dev.probeproof.emulator.helper.ArgumentKind.ANYTHING;
import static dev.probeproof.emulator.helper.ArgumentKind.MAP;

/** {@code bpf_current_task_under_cgroup}: whether the current task is in a cgroup of an array, or below it. */
final class CurrentTaskUnderCgroup implements Helper {
    @Override
    public HelperPrototype prototype() {
        return HelperPrototype.of(HelperId.CURRENT_TASK_UNDER_CGROUP).arguments(MAP, ANYTHING);
    }

    @Override
    public long call(HelperContext context, long map, long index, long unused3, long unused4, long unused5) {
        return MapArgument.cgroups(context.map(map), this).underCgroup(index);
    }
}
