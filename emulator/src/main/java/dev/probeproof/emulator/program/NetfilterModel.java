// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import dev.probeproof.loader.uapi.AttachType;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Netfilter hooks. */
final class NetfilterModel implements VerifiedOnly {
    private static final Set<AttachType> ATTACH_TYPES = EnumSet.of(AttachType.NETFILTER);
    private static final int STATE = 0;
    private static final int PACKET = 8;

    @Override
    public ProgramType type() {
        return ProgramType.NETFILTER;
    }

    @Override
    public String summary() {
        return "netfilter hook; context: `struct bpf_nf_ctx`, two pointers, read-only; not emulated";
    }

    @Override
    public ContextAnswer access(ContextAccess access) {
        if (access.write() || access.size() != Long.BYTES || access.signExtends()) {
            return ContextAnswer.refused();
        }
        return switch (access.offset()) {
            case STATE -> KernelStructs.trusted(access.setting(), "nf_hook_state");
            case PACKET -> KernelStructs.trusted(access.setting(), "sk_buff");
            default -> ContextAnswer.refused();
        };
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
    public boolean translatesContext() {
        return false;
    }
}
