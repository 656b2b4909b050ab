// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.HelperId;
import java.util.List;

import static dev.probeproof.emulator.helper.ArgumentKind.ANYTHING;
import static dev.probeproof.emulator.helper.ArgumentKind.BTF_ID;
import static dev.probeproof.emulator.helper.ArgumentKind.BTF_ID_SOCK_COMMON;
import static dev.probeproof.emulator.helper.ArgumentKind.CONTEXT;
import static dev.probeproof.emulator.helper.ArgumentKind.CONTEXT_OR_NULL;
import static dev.probeproof.emulator.helper.ArgumentKind.MAP;
import static dev.probeproof.emulator.helper.ArgumentKind.MAP_KEY;
import static dev.probeproof.emulator.helper.ArgumentKind.READ_ONLY_FIXED_SIZE_MEMORY;
import static dev.probeproof.emulator.helper.ArgumentKind.READ_ONLY_MEMORY;
import static dev.probeproof.emulator.helper.ArgumentKind.SIZE;
import static dev.probeproof.emulator.helper.ArgumentKind.SIZE_OR_ZERO;
import static dev.probeproof.emulator.helper.ArgumentKind.SOCK_COMMON;
import static dev.probeproof.emulator.helper.ArgumentKind.UNINITIALIZED_MEMORY;
import static dev.probeproof.emulator.helper.ArgumentKind.WRITTEN_MEMORY;

/** Prototypes of helpers for sockets, their lookup and their messages, that are not emulated: as of Linux 6.18, by number. */
final class SocketPrototypes {
    private static final List<HelperPrototype> ALL = List.of(
            HelperPrototype.of(HelperId.SETSOCKOPT).arguments(CONTEXT, ANYTHING, ANYTHING, READ_ONLY_MEMORY, SIZE),
            HelperPrototype.of(HelperId.SK_REDIRECT_MAP).arguments(CONTEXT, MAP, ANYTHING, ANYTHING),
            HelperPrototype.of(HelperId.SOCK_MAP_UPDATE).takingPackets().arguments(CONTEXT, MAP, MAP_KEY, ANYTHING),
            HelperPrototype.of(HelperId.GETSOCKOPT).arguments(CONTEXT, ANYTHING, ANYTHING, UNINITIALIZED_MEMORY, SIZE),
            HelperPrototype.of(HelperId.SOCK_OPS_CB_FLAGS_SET).arguments(CONTEXT, ANYTHING),
            HelperPrototype.of(HelperId.MSG_REDIRECT_MAP).arguments(CONTEXT, MAP, ANYTHING, ANYTHING),
            HelperPrototype.of(HelperId.MSG_APPLY_BYTES).arguments(CONTEXT, ANYTHING),
            HelperPrototype.of(HelperId.MSG_CORK_BYTES).arguments(CONTEXT, ANYTHING),
            HelperPrototype.of(HelperId.MSG_PULL_DATA).arguments(CONTEXT, ANYTHING, ANYTHING, ANYTHING),
            HelperPrototype.of(HelperId.BIND).arguments(CONTEXT, READ_ONLY_MEMORY, SIZE),
            HelperPrototype.of(HelperId.SOCK_HASH_UPDATE).takingPackets().arguments(CONTEXT, MAP, MAP_KEY, ANYTHING),
            HelperPrototype.of(HelperId.MSG_REDIRECT_HASH).arguments(CONTEXT, MAP, MAP_KEY, ANYTHING),
            HelperPrototype.of(HelperId.SK_REDIRECT_HASH).arguments(CONTEXT, MAP, MAP_KEY, ANYTHING),
            HelperPrototype.of(HelperId.SK_SELECT_REUSEPORT).arguments(CONTEXT, MAP, MAP_KEY, ANYTHING),
            HelperPrototype.of(HelperId.MSG_PUSH_DATA).arguments(CONTEXT, ANYTHING, ANYTHING, ANYTHING),
            HelperPrototype.of(HelperId.MSG_POP_DATA).arguments(CONTEXT, ANYTHING, ANYTHING, ANYTHING),
            HelperPrototype.of(HelperId.TCP_CHECK_SYNCOOKIE)
                    .onlyGpl()
                    .takingPackets()
                    .arguments(BTF_ID_SOCK_COMMON, READ_ONLY_MEMORY, SIZE, READ_ONLY_MEMORY, SIZE),
            HelperPrototype.of(HelperId.SK_STORAGE_DELETE).arguments(MAP, BTF_ID_SOCK_COMMON),
            HelperPrototype.of(HelperId.TCP_GEN_SYNCOOKIE)
                    .onlyGpl()
                    .takingPackets()
                    .arguments(BTF_ID_SOCK_COMMON, READ_ONLY_MEMORY, SIZE, READ_ONLY_MEMORY, SIZE),
            HelperPrototype.of(HelperId.TCP_SEND_ACK).arguments(Argument.of(BTF_ID, "tcp_sock"), Argument.of(ANYTHING)),
            HelperPrototype.of(HelperId.GET_NETNS_COOKIE).arguments(CONTEXT_OR_NULL),
            HelperPrototype.of(HelperId.SK_ASSIGN).arguments(CONTEXT, BTF_ID_SOCK_COMMON, ANYTHING),
            HelperPrototype.of(HelperId.SK_CGROUP_ID).arguments(BTF_ID_SOCK_COMMON),
            HelperPrototype.of(HelperId.SK_ANCESTOR_CGROUP_ID).arguments(BTF_ID_SOCK_COMMON, ANYTHING),
            HelperPrototype.of(HelperId.SKC_TO_TCP6_SOCK)
                    .arguments(BTF_ID_SOCK_COMMON)
                    .returning(ReturnKind.BTF_ID_OR_NULL, "tcp6_sock"),
            HelperPrototype.of(HelperId.SKC_TO_TCP_TIMEWAIT_SOCK)
                    .arguments(BTF_ID_SOCK_COMMON)
                    .returning(ReturnKind.BTF_ID_OR_NULL, "tcp_timewait_sock"),
            HelperPrototype.of(HelperId.SKC_TO_TCP_REQUEST_SOCK)
                    .arguments(BTF_ID_SOCK_COMMON)
                    .returning(ReturnKind.BTF_ID_OR_NULL, "tcp_request_sock"),
            HelperPrototype.of(HelperId.SKC_TO_UDP6_SOCK)
                    .arguments(BTF_ID_SOCK_COMMON)
                    .returning(ReturnKind.BTF_ID_OR_NULL, "udp6_sock"),
            HelperPrototype.of(HelperId.LOAD_HDR_OPT).arguments(CONTEXT, WRITTEN_MEMORY, SIZE, ANYTHING),
            HelperPrototype.of(HelperId.STORE_HDR_OPT).arguments(CONTEXT, READ_ONLY_MEMORY, SIZE, ANYTHING),
            HelperPrototype.of(HelperId.RESERVE_HDR_OPT).arguments(CONTEXT, ANYTHING, ANYTHING),
            HelperPrototype.of(HelperId.SOCK_FROM_FILE)
                    .arguments(Argument.of(BTF_ID, "file"))
                    .returning(ReturnKind.BTF_ID_OR_NULL, "socket"),
            HelperPrototype.of(HelperId.SKC_TO_UNIX_SOCK)
                    .arguments(BTF_ID_SOCK_COMMON)
                    .returning(ReturnKind.BTF_ID_OR_NULL, "unix_sock"),
            HelperPrototype.of(HelperId.SKC_TO_MPTCP_SOCK)
                    .arguments(SOCK_COMMON)
                    .returning(ReturnKind.BTF_ID_OR_NULL, "mptcp_sock"),
            HelperPrototype.of(HelperId.TCP_RAW_GEN_SYNCOOKIE_IPV4)
                    .onlyGpl()
                    .takingPackets()
                    .arguments(
                            Argument.of(READ_ONLY_FIXED_SIZE_MEMORY, 20),
                            Argument.of(READ_ONLY_MEMORY),
                            Argument.of(SIZE_OR_ZERO)),
            HelperPrototype.of(HelperId.TCP_RAW_GEN_SYNCOOKIE_IPV6)
                    .onlyGpl()
                    .takingPackets()
                    .arguments(
                            Argument.of(READ_ONLY_FIXED_SIZE_MEMORY, 40),
                            Argument.of(READ_ONLY_MEMORY),
                            Argument.of(SIZE_OR_ZERO)),
            HelperPrototype.of(HelperId.TCP_RAW_CHECK_SYNCOOKIE_IPV4)
                    .onlyGpl()
                    .takingPackets()
                    .arguments(
                            Argument.of(READ_ONLY_FIXED_SIZE_MEMORY, 20), Argument.of(READ_ONLY_FIXED_SIZE_MEMORY, 20)),
            HelperPrototype.of(HelperId.TCP_RAW_CHECK_SYNCOOKIE_IPV6)
                    .onlyGpl()
                    .takingPackets()
                    .arguments(
                            Argument.of(READ_ONLY_FIXED_SIZE_MEMORY, 40),
                            Argument.of(READ_ONLY_FIXED_SIZE_MEMORY, 20)));

    private SocketPrototypes() {}

    static HelperPrototype find(HelperId id) {
        return ALL.stream()
                .filter(prototype -> prototype.id() == id)
                .findFirst()
                .orElseThrow();
    }

    static List<HelperPrototype> all() {
        return ALL;
    }
}
