// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import dev.probeproof.loader.kernel.AttachPoint;
import dev.probeproof.loader.uapi.ProgramType;

/** Tracepoints. */
final class TracepointModel implements ProgramTypeModel {
    private static final int MAX_RECORD_BYTES = 8192;

    /**
     * The first 8 bytes are the kernel's own: a pointer to the registers. Kernels compare the offset with their size as
     * unsigned numbers, so what lies before the record passes too.
     */
    private static final FieldTable RECORD = FieldTable.of(
            StructField.of("before the record", Short.MIN_VALUE, -Short.MIN_VALUE, StructField.ANY),
            StructField.of("record", Long.BYTES, MAX_RECORD_BYTES - Long.BYTES, StructField.ANY));

    @Override
    public ProgramType type() {
        return ProgramType.TRACEPOINT;
    }

    @Override
    public String summary() {
        return "tracepoint; context: the event's record from byte 0, read-only";
    }

    @Override
    public boolean attachesTo(AttachPoint point) {
        return point instanceof AttachPoint.Tracepoint;
    }

    @Override
    public ContextAnswer access(ContextAccess access) {
        return RECORD.answer(access);
    }

    @Override
    public boolean translatesContext() {
        return false;
    }
}
