// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import dev.probeproof.loader.kernel.AttachPoint;
import dev.probeproof.loader.uapi.ProgramType;

/** Tracepoints. */
final class TracepointModel implements ProgramTypeModel {
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
}
