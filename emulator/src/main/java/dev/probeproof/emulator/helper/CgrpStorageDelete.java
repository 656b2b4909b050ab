// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.HelperId;

import static dev.probeproof.emulator.helper.ArgumentKind.BTF_ID_OR_NULL;
import static dev.probeproof.emulator.helper.ArgumentKind.MAP;

/** {@code bpf_cgrp_storage_delete}: takes away the value that a map has for a cgroup. */
final class CgrpStorageDelete implements Helper {
    @Override
    public HelperPrototype prototype() {
        return HelperPrototype.of(HelperId.CGRP_STORAGE_DELETE)
                .arguments(Argument.of(MAP), Argument.of(BTF_ID_OR_NULL, "cgroup"));
    }

    @Override
    public long call(HelperContext context, long map, long cgroup, long unused3, long unused4, long unused5) {
        return ObjectStorage.delete(context, this, map, cgroup);
    }
}
