// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.HelperId;
import java.util.List;

import static dev.probeproof.emulator.helper.ArgumentKind.ANYTHING;
import static dev.probeproof.emulator.helper.ArgumentKind.BTF_ID;
import static dev.probeproof.emulator.helper.ArgumentKind.CONTEXT;
import static dev.probeproof.emulator.helper.ArgumentKind.MAP;
import static dev.probeproof.emulator.helper.ArgumentKind.READ_ONLY_MEMORY;
import static dev.probeproof.emulator.helper.ArgumentKind.READ_ONLY_MEMORY_OR_NULL;
import static dev.probeproof.emulator.helper.ArgumentKind.SIZE;
import static dev.probeproof.emulator.helper.ArgumentKind.SIZE_OR_ZERO;
import static dev.probeproof.emulator.helper.ArgumentKind.UNINITIALIZED_MEMORY;
import static dev.probeproof.emulator.helper.ArgumentKind.WRITTEN_FIXED_SIZE_MEMORY;
import static dev.probeproof.emulator.helper.ArgumentKind.WRITTEN_MEMORY;

/** Prototypes of helpers for packets: their bytes, their headers, where they go, that are not emulated: as of Linux 6.18, by number. */
final class PacketPrototypes {
    private static final List<HelperPrototype> ALL = List.of(
            HelperPrototype.of(HelperId.L3_CSUM_REPLACE).arguments(CONTEXT, ANYTHING, ANYTHING, ANYTHING, ANYTHING),
            HelperPrototype.of(HelperId.L4_CSUM_REPLACE).arguments(CONTEXT, ANYTHING, ANYTHING, ANYTHING, ANYTHING),
            HelperPrototype.of(HelperId.CLONE_REDIRECT).arguments(CONTEXT, ANYTHING, ANYTHING),
            HelperPrototype.of(HelperId.SKB_GET_TUNNEL_KEY).arguments(CONTEXT, UNINITIALIZED_MEMORY, SIZE, ANYTHING),
            HelperPrototype.of(HelperId.SKB_SET_TUNNEL_KEY).arguments(CONTEXT, READ_ONLY_MEMORY, SIZE, ANYTHING),
            HelperPrototype.of(HelperId.REDIRECT).arguments(ANYTHING, ANYTHING),
            HelperPrototype.of(HelperId.SKB_GET_TUNNEL_OPT).arguments(CONTEXT, UNINITIALIZED_MEMORY, SIZE),
            HelperPrototype.of(HelperId.SKB_SET_TUNNEL_OPT).arguments(CONTEXT, READ_ONLY_MEMORY, SIZE),
            HelperPrototype.of(HelperId.SKB_CHANGE_PROTO).arguments(CONTEXT, ANYTHING, ANYTHING),
            HelperPrototype.of(HelperId.SKB_UNDER_CGROUP).arguments(CONTEXT, MAP, ANYTHING),
            HelperPrototype.of(HelperId.SKB_ADJUST_ROOM).arguments(CONTEXT, ANYTHING, ANYTHING, ANYTHING),
            HelperPrototype.of(HelperId.REDIRECT_MAP).arguments(MAP, ANYTHING, ANYTHING),
            HelperPrototype.of(HelperId.SKB_GET_XFRM_STATE)
                    .arguments(CONTEXT, ANYTHING, UNINITIALIZED_MEMORY, SIZE, ANYTHING),
            HelperPrototype.of(HelperId.FIB_LOOKUP).onlyGpl().arguments(CONTEXT, WRITTEN_MEMORY, SIZE, ANYTHING),
            HelperPrototype.of(HelperId.LWT_PUSH_ENCAP).arguments(CONTEXT, ANYTHING, READ_ONLY_MEMORY, SIZE),
            HelperPrototype.of(HelperId.LWT_SEG6_STORE_BYTES).arguments(CONTEXT, ANYTHING, READ_ONLY_MEMORY, SIZE),
            HelperPrototype.of(HelperId.LWT_SEG6_ADJUST_SRH).arguments(CONTEXT, ANYTHING, ANYTHING),
            HelperPrototype.of(HelperId.LWT_SEG6_ACTION).arguments(CONTEXT, ANYTHING, READ_ONLY_MEMORY, SIZE),
            HelperPrototype.of(HelperId.SKB_CGROUP_ID).arguments(CONTEXT),
            HelperPrototype.of(HelperId.SKB_ANCESTOR_CGROUP_ID).arguments(CONTEXT, ANYTHING),
            HelperPrototype.of(HelperId.SKB_ECN_SET_CE).arguments(CONTEXT),
            HelperPrototype.of(HelperId.SKB_OUTPUT)
                    .onlyGpl()
                    .arguments(
                            Argument.of(BTF_ID, "sk_buff"),
                            Argument.of(MAP),
                            Argument.of(ANYTHING),
                            Argument.of(READ_ONLY_MEMORY),
                            Argument.of(SIZE_OR_ZERO)),
            HelperPrototype.of(HelperId.XDP_OUTPUT)
                    .onlyGpl()
                    .arguments(
                            Argument.of(BTF_ID, "xdp_buff"),
                            Argument.of(MAP),
                            Argument.of(ANYTHING),
                            Argument.of(READ_ONLY_MEMORY),
                            Argument.of(SIZE_OR_ZERO)),
            HelperPrototype.of(HelperId.CSUM_LEVEL).arguments(CONTEXT, ANYTHING),
            HelperPrototype.of(HelperId.SKB_CGROUP_CLASSID).arguments(CONTEXT),
            HelperPrototype.of(HelperId.REDIRECT_NEIGH)
                    .arguments(ANYTHING, READ_ONLY_MEMORY_OR_NULL, SIZE_OR_ZERO, ANYTHING),
            HelperPrototype.of(HelperId.REDIRECT_PEER).arguments(ANYTHING, ANYTHING),
            HelperPrototype.of(HelperId.CHECK_MTU)
                    .onlyGpl()
                    .arguments(
                            Argument.of(CONTEXT),
                            Argument.of(ANYTHING),
                            Argument.of(WRITTEN_FIXED_SIZE_MEMORY, 4),
                            Argument.of(ANYTHING),
                            Argument.of(ANYTHING)),
            HelperPrototype.of(HelperId.XDP_GET_BUFF_LEN).arguments(CONTEXT),
            HelperPrototype.of(HelperId.XDP_LOAD_BYTES).arguments(CONTEXT, ANYTHING, UNINITIALIZED_MEMORY, SIZE),
            HelperPrototype.of(HelperId.XDP_STORE_BYTES).arguments(CONTEXT, ANYTHING, READ_ONLY_MEMORY, SIZE),
            HelperPrototype.of(HelperId.SKB_SET_TSTAMP).arguments(CONTEXT, ANYTHING, ANYTHING));

    private PacketPrototypes() {}

    static List<HelperPrototype> all() {
        return ALL;
    }
}
