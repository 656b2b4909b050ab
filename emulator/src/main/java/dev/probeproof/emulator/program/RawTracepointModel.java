// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import dev.probeproof.loader.event.KprobeEvent;
import dev.probeproof.loader.kernel.AttachPoint;
import dev.probeproof.loader.kernel.TestRun;
import dev.probeproof.loader.uapi.ProgramType;

/** Raw tracepoints: the arguments of the tracepoint as they are. The one tracing type that every kernel can test-run. */
final class RawTracepointModel implements ProgramTypeModel {
    private static final int MAX_ARGUMENTS = 12;

    @Override
    public ProgramType type() {
        return ProgramType.RAW_TRACEPOINT;
    }

    @Override
    public String summary() {
        return "raw tracepoint; context: up to 12 arguments of 8 bytes, read-only; test run";
    }

    @Override
    public boolean attachesTo(AttachPoint point) {
        return point instanceof AttachPoint.RawTracepoint;
    }

    @Override
    public byte[] context(KprobeEvent event) {
        return event.registers().image();
    }

    /** A kernel refuses a context shorter than what the program reads; here such a read faults. */
    @Override
    public byte[] testRunContext(TestRun.Input input) {
        return TestRunInput.contextOnly(type(), input, MAX_ARGUMENTS * Long.BYTES);
    }

    @Override
    public ContextAnswer access(ContextAccess access) {
        return RawArguments.answer(access);
    }

    @Override
    public boolean translatesContext() {
        return false;
    }
}
