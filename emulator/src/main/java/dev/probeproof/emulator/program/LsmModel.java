// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import dev.probeproof.loader.uapi.ProgramType;

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
}
