// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import dev.probeproof.emulator.profile.KernelChange;
import dev.probeproof.loader.uapi.AttachType;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

import static dev.probeproof.emulator.program.StructField.ANY;
import static dev.probeproof.emulator.program.StructField.DOUBLE_WORD;
import static dev.probeproof.emulator.program.StructField.WORD;

/** Addresses that programs of a cgroup bind to, connect to, send to or ask for. */
final class CgroupSockAddrModel implements VerifiedOnly {
    private static final Set<AttachType> IPV4 = EnumSet.of(
            AttachType.CGROUP_INET4_BIND,
            AttachType.CGROUP_INET4_CONNECT,
            AttachType.CGROUP_INET4_GETPEERNAME,
            AttachType.CGROUP_INET4_GETSOCKNAME,
            AttachType.CGROUP_UDP4_SENDMSG,
            AttachType.CGROUP_UDP4_RECVMSG);
    private static final Set<AttachType> IPV6 = EnumSet.of(
            AttachType.CGROUP_INET6_BIND,
            AttachType.CGROUP_INET6_CONNECT,
            AttachType.CGROUP_INET6_GETPEERNAME,
            AttachType.CGROUP_INET6_GETSOCKNAME,
            AttachType.CGROUP_UDP6_SENDMSG,
            AttachType.CGROUP_UDP6_RECVMSG);
    private static final Set<AttachType> ATTACH_TYPES = EnumSet.of(
            AttachType.CGROUP_UNIX_CONNECT,
            AttachType.CGROUP_UNIX_SENDMSG,
            AttachType.CGROUP_UNIX_RECVMSG,
            AttachType.CGROUP_UNIX_GETPEERNAME,
            AttachType.CGROUP_UNIX_GETSOCKNAME);

    static {
        ATTACH_TYPES.addAll(IPV4);
        ATTACH_TYPES.addAll(IPV6);
    }

    private static final Set<AttachType> ALWAYS_ONE = EnumSet.of(
            AttachType.CGROUP_UDP4_RECVMSG,
            AttachType.CGROUP_UDP6_RECVMSG,
            AttachType.CGROUP_UNIX_RECVMSG,
            AttachType.CGROUP_INET4_GETPEERNAME,
            AttachType.CGROUP_INET6_GETPEERNAME,
            AttachType.CGROUP_UNIX_GETPEERNAME,
            AttachType.CGROUP_INET4_GETSOCKNAME,
            AttachType.CGROUP_INET6_GETSOCKNAME,
            AttachType.CGROUP_UNIX_GETSOCKNAME);

    private static final FieldTable FIELDS = FieldTable.of(
                    StructField.of("user_family", 0, 4, WORD),
                    StructField.word("user_ip4", 4).writing(WORD),
                    StructField.of("user_ip6", 8, 16, ANY).writing(WORD | DOUBLE_WORD),
                    StructField.word("user_port", 24).writing(WORD),
                    StructField.of("family, type, protocol", 28, 12, WORD),
                    StructField.word("msg_src_ip4", 40).writing(WORD),
                    StructField.of("msg_src_ip6", 44, 16, ANY).writing(WORD | DOUBLE_WORD),
                    StructField.pointer("sk", 64, 8, KernelPointers.SOCKET).since("5.3"))
            .leaking(
                    StructField.of("padding", 60, 4, WORD),
                    StructField.of("sk, upper half", 68, 4, WORD).since("5.3"));
    private static final FieldTable IPV4_FIELDS = FIELDS.without("user_ip6", "msg_src_ip4", "msg_src_ip6");
    private static final FieldTable IPV4_MESSAGE_FIELDS = FIELDS.without("user_ip6", "msg_src_ip6");
    private static final FieldTable IPV6_FIELDS = FIELDS.without("user_ip4", "msg_src_ip4", "msg_src_ip6");
    private static final FieldTable IPV6_MESSAGE_FIELDS = FIELDS.without("user_ip4", "msg_src_ip4");
    private static final FieldTable UNIX_FIELDS = FIELDS.without("user_ip4", "user_ip6", "msg_src_ip4", "msg_src_ip6");

    @Override
    public ProgramType type() {
        return ProgramType.CGROUP_SOCK_ADDR;
    }

    @Override
    public String summary() {
        return "socket addresses of a cgroup; context: `struct bpf_sock_addr`; not emulated";
    }

    @Override
    public ContextAnswer access(ContextAccess access) {
        return fields(access.setting()).answer(access);
    }

    private static FieldTable fields(ProgramSetting setting) {
        AttachType type = setting.attachType().orElse(AttachType.CGROUP_UNIX_CONNECT);
        if (IPV4.contains(type)) {
            return type == AttachType.CGROUP_UDP4_SENDMSG ? IPV4_MESSAGE_FIELDS : IPV4_FIELDS;
        }
        if (IPV6.contains(type)) {
            return type == AttachType.CGROUP_UDP6_SENDMSG ? IPV6_MESSAGE_FIELDS : IPV6_FIELDS;
        }
        return UNIX_FIELDS;
    }

    /** A bind may also skip the check of privileged ports; what only reports an address cannot refuse. */
    @Override
    public ReturnRange returnRange(ProgramSetting setting) {
        if (setting.attachType().filter(ALWAYS_ONE::contains).isPresent()) {
            return ReturnRange.of(1, 1);
        }
        boolean binds =
                setting.attachesAs(AttachType.CGROUP_INET4_BIND) || setting.attachesAs(AttachType.CGROUP_INET6_BIND);
        return ReturnRange.of(0, binds && setting.profile().has(KernelChange.BINDS_TO_PRIVILEGED_PORTS) ? 3 : 1);
    }

    @Override
    public Optional<SettingRefusal> attachTypeRefusal(ProgramSetting setting) {
        return AttachTypes.refusal(setting, ATTACH_TYPES);
    }
}
