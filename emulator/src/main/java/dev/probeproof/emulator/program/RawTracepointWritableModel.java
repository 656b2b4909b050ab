// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import dev.probeproof.loader.uapi.ProgramType;

/** Raw tracepoints whose first argument may be written. */
final class RawTracepointWritableModel implements VerifiedOnly {
    private static final FieldTable FIRST =
            FieldTable.of(StructField.pointer("buffer", 0, 8, KernelPointers.TRACEPOINT_BUFFER));

    @Override
    public ProgramType type() {
        return ProgramType.RAW_TRACEPOINT_WRITABLE;
    }

    @Override
    public String summary() {
        return "writable raw tracepoint; context: a buffer and arguments of 8 bytes; not emulated";
    }

    @Override
    public ContextAnswer access(ContextAccess access) {
        return access.offset() == 0 ? FIRST.answer(access) : RawArguments.answer(access);
    }

    @Override
    public boolean translatesContext() {
        return false;
    }
}
