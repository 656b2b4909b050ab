// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import dev.probeproof.emulator.profile.KernelProfile;
import dev.probeproof.loader.uapi.AttachType;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

import static dev.probeproof.emulator.program.StructField.WORD;

/** Socket options of a cgroup. */
final class CgroupSockoptModel implements VerifiedOnly {
    private static final Set<AttachType> ATTACH_TYPES =
            EnumSet.of(AttachType.CGROUP_GETSOCKOPT, AttachType.CGROUP_SETSOCKOPT);

    private static final FieldTable FIELDS = FieldTable.of(
                    StructField.pointer("sk", 0, 8, KernelPointers.SOCKET),
                    StructField.pointer("optval", 8, 8, KernelPointers.PACKET),
                    StructField.pointer("optval_end", 16, 8, KernelPointers.PACKET_END),
                    StructField.of("level", 24, 4, WORD),
                    StructField.of("optname", 28, 4, WORD),
                    StructField.of("optlen", 32, 4, WORD).writing(WORD),
                    StructField.of("retval", 36, 4, WORD))
            .leaking(
                    StructField.of("sk, upper half", 4, 4, WORD),
                    StructField.of("optval, upper half", 12, 4, WORD),
                    StructField.of("optval_end, upper half", 20, 4, WORD));
    private static final FieldTable GET = FIELDS.writing(WORD, "retval");
    private static final FieldTable SET = FIELDS.without("retval").writing(WORD, "level", "optname");

    @Override
    public ProgramType type() {
        return ProgramType.CGROUP_SOCKOPT;
    }

    @Override
    public String summary() {
        return "socket options of a cgroup; context: `struct bpf_sockopt`; not emulated";
    }

    @Override
    public ContextAnswer access(ContextAccess access) {
        return (access.setting().attachesAs(AttachType.CGROUP_GETSOCKOPT) ? GET : SET).answer(access);
    }

    @Override
    public ReturnRange returnRange(ProgramSetting setting) {
        return ReturnRange.of(0, 1);
    }

    @Override
    public Optional<SettingRefusal> attachTypeRefusal(ProgramSetting setting) {
        return AttachTypes.refusal(setting, ATTACH_TYPES);
    }

    @Override
    public PacketAccess packetAccess(KernelProfile profile) {
        return PacketAccess.READ_WRITE_ANY_HELPER;
    }
}
