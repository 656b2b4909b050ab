// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.HelperId;

/** {@code bpf_get_numa_node_id}: 0, there is one node. */
final class GetNumaNodeId implements Helper {
    @Override
    public HelperPrototype prototype() {
        return HelperPrototype.of(HelperId.GET_NUMA_NODE_ID);
    }

    @Override
    public long call(HelperContext context, long unused1, long unused2, long unused3, long unused4, long unused5) {
        return 0;
    }
}
