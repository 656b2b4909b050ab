// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import dev.probeproof.loader.uapi.ProgramType;
import java.util.Optional;

/** Replacements of global functions of another program. */
final class ExtModel implements VerifiedOnly {
    @Override
    public ProgramType type() {
        return ProgramType.EXT;
    }

    @Override
    public String summary() {
        return "replaces a function of another program, with its context; not emulated";
    }

    @Override
    public ContextAnswer access(ContextAccess access) {
        return replaced(access.setting()).map(rules -> rules.access(access)).orElseGet(ContextAnswer::refused);
    }

    @Override
    public Optional<SettingRefusal> attachTypeRefusal(ProgramSetting setting) {
        return setting.expectedAttachType() == 0 ? Optional.empty() : Optional.of(SettingRefusal.invalid());
    }

    private static Optional<ProgramTypeModel> replaced(ProgramSetting setting) {
        BtfTarget target = setting.attachTarget();
        return target == null || target.program() == null
                ? Optional.empty()
                : ProgramTypes.find(target.program().type());
    }

    @Override
    public Optional<SettingRefusal> targetRefusal(ProgramSetting setting) {
        return AttachTargets.refusal(setting);
    }
}
