// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import dev.probeproof.loader.uapi.ProgramType;

/** Decoders of infrared signals. */
final class LircMode2Model implements VerifiedOnly {
    private static final FieldTable FIELDS = FieldTable.of(StructField.of("sample", 0, 4, StructField.WORD));

    @Override
    public ProgramType type() {
        return ProgramType.LIRC_MODE2;
    }

    @Override
    public String summary() {
        return "infrared decoder; context: one 32-bit sample, read-only; not emulated";
    }

    @Override
    public ContextAnswer access(ContextAccess access) {
        return FIELDS.answer(access);
    }

    @Override
    public boolean translatesContext() {
        return false;
    }
}
