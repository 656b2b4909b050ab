// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import dev.probeproof.loader.uapi.AttachType;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Choice of the socket for an incoming connection. */
final class SkLookupModel implements VerifiedOnly {
    private static final Set<AttachType> ATTACH_TYPES = EnumSet.of(AttachType.SK_LOOKUP);

    private static final FieldTable FIELDS = FieldTable.of(
            StructField.pointer("sk", 0, 8, KernelPointers.SOCKET_OR_NULL),
            StructField.word("family", 8),
            StructField.word("protocol", 12),
            StructField.word("remote_ip4", 16),
            StructField.of("remote_ip6", 20, 16, StructField.NARROW),
            StructField.word("remote_port", 36),
            StructField.word("local_ip4", 40),
            StructField.of("local_ip6", 44, 16, StructField.NARROW),
            StructField.word("local_port", 60),
            StructField.word("ingress_ifindex", 64).since("5.17"));

    @Override
    public ProgramType type() {
        return ProgramType.SK_LOOKUP;
    }

    @Override
    public String summary() {
        return "socket lookup; context: `struct bpf_sk_lookup`, read-only; not emulated";
    }

    @Override
    public ContextAnswer access(ContextAccess access) {
        return FIELDS.answer(access);
    }

    @Override
    public ReturnRange returnRange(ProgramSetting setting) {
        return ReturnRange.of(0, 1);
    }

    @Override
    public Optional<SettingRefusal> attachTypeRefusal(ProgramSetting setting) {
        return AttachTypes.refusal(setting, ATTACH_TYPES);
    }
}
