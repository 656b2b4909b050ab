// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import dev.probeproof.loader.uapi.ProgramType;
import java.util.Optional;

/** Functions of a kernel struct of functions. */
final class StructOpsModel implements VerifiedOnly {
    @Override
    public ProgramType type() {
        return ProgramType.STRUCT_OPS;
    }

    @Override
    public String summary() {
        return "member of a struct of functions; context: arguments of 8 bytes, typed, read-only; not emulated";
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
    public Optional<SettingRefusal> targetRefusal(ProgramSetting setting) {
        return AttachTargets.memberRefusal(setting);
    }
}
