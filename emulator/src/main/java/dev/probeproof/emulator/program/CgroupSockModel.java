// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import dev.probeproof.loader.uapi.AttachType;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Sockets of a cgroup when they are created, bound or released. */
final class CgroupSockModel implements VerifiedOnly {
    private static final Set<AttachType> ATTACH_TYPES = EnumSet.of(
            AttachType.CGROUP_INET_SOCK_CREATE,
            AttachType.CGROUP_INET_SOCK_RELEASE,
            AttachType.CGROUP_INET4_POST_BIND,
            AttachType.CGROUP_INET6_POST_BIND);

    private static final FieldTable UNBOUND = SocketFields.SOCKET
            .without("src_ip4", "src_ip6", "src_port")
            .writing(StructField.WORD, "bound_dev_if", "mark", "priority");
    private static final FieldTable BOUND = SocketFields.SOCKET.without("bound_dev_if", "mark", "priority");
    private static final FieldTable BOUND_IPV4 = BOUND.without("src_ip6");
    private static final FieldTable BOUND_IPV6 = BOUND.without("src_ip4");

    @Override
    public ProgramType type() {
        return ProgramType.CGROUP_SOCK;
    }

    @Override
    public String summary() {
        return "sockets of a cgroup; context: `struct bpf_sock`; not emulated";
    }

    @Override
    public ContextAnswer access(ContextAccess access) {
        if (access.setting().attachesAs(AttachType.CGROUP_INET4_POST_BIND)) {
            return BOUND_IPV4.answer(access);
        }
        if (access.setting().attachesAs(AttachType.CGROUP_INET6_POST_BIND)) {
            return BOUND_IPV6.answer(access);
        }
        return UNBOUND.answer(access);
    }

    @Override
    public ReturnRange returnRange(ProgramSetting setting) {
        return ReturnRange.of(0, 1);
    }

    /** Loads of before there were attach types say 0 and mean creation. */
    @Override
    public Optional<SettingRefusal> attachTypeRefusal(ProgramSetting setting) {
        return setting.expectedAttachType() == 0 ? Optional.empty() : AttachTypes.refusal(setting, ATTACH_TYPES);
    }
}
