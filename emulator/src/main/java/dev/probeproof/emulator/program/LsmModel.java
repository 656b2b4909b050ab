// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import dev.probeproof.emulator.profile.KernelChange;
import dev.probeproof.loader.uapi.AttachType;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.Optional;

/** Hooks of the security modules. */
final class LsmModel implements VerifiedOnly {
    @Override
    public ProgramType type() {
        return ProgramType.LSM;
    }

    @Override
    public String summary() {
        return "security hook; context: arguments of 8 bytes, typed, read-only; not emulated";
    }

    @Override
    public ContextAnswer access(ContextAccess access) {
        return TypedArguments.answer(access);
    }

    @Override
    public boolean translatesContext() {
        return false;
    }

    @Override
    public ReturnRange returnRange(ProgramSetting setting) {
        if (setting.attachesAs(AttachType.LSM_CGROUP)) {
            return SecurityHooks.returnRangeInCgroup(setting);
        }
        return setting.profile().has(KernelChange.LSM_RETURN_RANGES)
                ? SecurityHooks.returnRange(setting)
                : ReturnRange.unbounded();
    }

    @Override
    public Optional<SettingRefusal> targetRefusal(ProgramSetting setting) {
        return AttachTargets.refusal(setting);
    }
}
