// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import dev.probeproof.loader.uapi.ProgramType;

/** Tracing by BTF: fentry, fexit, fmod_ret, tp_btf, iterators. */
final class TracingModel implements VerifiedOnly {
    @Override
    public ProgramType type() {
        return ProgramType.TRACING;
    }

    @Override
    public String summary() {
        return "tracing by BTF; context: arguments of 8 bytes, typed, read-only; not emulated";
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
