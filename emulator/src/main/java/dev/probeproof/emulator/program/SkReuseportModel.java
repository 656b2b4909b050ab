// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import dev.probeproof.emulator.profile.KernelProfile;
import dev.probeproof.loader.uapi.AttachType;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Choice of a socket among those that share a port. */
final class SkReuseportModel implements VerifiedOnly {
    private static final Set<AttachType> ATTACH_TYPES =
            EnumSet.of(AttachType.SK_REUSEPORT_SELECT, AttachType.SK_REUSEPORT_SELECT_OR_MIGRATE);

    private static final FieldTable FIELDS = FieldTable.of(
            StructField.pointer("data", 0, 8, KernelPointers.PACKET),
            StructField.pointer("data_end", 8, 8, KernelPointers.PACKET_END),
            StructField.word("len", 16),
            StructField.of("eth_protocol", 20, 4, 2 | 4),
            StructField.word("ip_protocol", 24),
            StructField.word("bind_inany", 28),
            StructField.of("hash", 32, 4, StructField.WORD),
            StructField.pointer("sk", 40, 8, KernelPointers.SOCKET).since("5.14"),
            StructField.pointer("migrating_sk", 48, 8, KernelPointers.SOCK_COMMON_OR_NULL)
                    .since("5.14"));

    @Override
    public ProgramType type() {
        return ProgramType.SK_REUSEPORT;
    }

    @Override
    public String summary() {
        return "choice among sockets of a port; context: `struct sk_reuseport_md`, read-only; not emulated";
    }

    @Override
    public ContextAnswer access(ContextAccess access) {
        return FIELDS.answer(access);
    }

    /** Loads of before there were attach types say 0 and mean selection. */
    @Override
    public Optional<SettingRefusal> attachTypeRefusal(ProgramSetting setting) {
        return setting.expectedAttachType() == 0 || setting.profile().release().isBefore(5, 14)
                ? Optional.empty()
                : AttachTypes.refusal(setting, ATTACH_TYPES);
    }

    @Override
    public PacketAccess packetAccess(KernelProfile profile) {
        return PacketAccess.READ;
    }
}
