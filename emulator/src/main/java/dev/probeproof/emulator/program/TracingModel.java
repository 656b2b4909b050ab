// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import dev.probeproof.emulator.profile.KernelChange;
import dev.probeproof.loader.event.KprobeEvent;
import dev.probeproof.loader.kernel.AttachPoint;
import dev.probeproof.loader.uapi.AttachType;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.Optional;

/** Tracing by BTF: fentry, fexit, fmod_ret, tp_btf, iterators. */
final class TracingModel implements ProgramTypeModel {
    @Override
    public ProgramType type() {
        return ProgramType.TRACING;
    }

    @Override
    public String summary() {
        return "tracing by BTF; context: arguments of 8 bytes, typed, read-only";
    }

    @Override
    public boolean attachesTo(AttachPoint point) {
        return point instanceof AttachPoint.Traced;
    }

    @Override
    public byte[] context(KprobeEvent event) {
        return event.registers().image();
    }

    @Override
    public ContextAnswer access(ContextAccess access) {
        return TypedArguments.answer(access);
    }

    @Override
    public boolean translatesContext() {
        return false;
    }

    /** Functions are traced with 0; iterators may ask for the same element again. */
    @Override
    public ReturnRange returnRange(ProgramSetting setting) {
        if (!setting.profile().has(KernelChange.TRACING_RETURN_RANGES)) {
            return ReturnRange.unbounded();
        }
        AttachType type = setting.attachType().orElse(AttachType.TRACE_RAW_TP);
        return switch (type) {
            case TRACE_FENTRY, TRACE_FEXIT -> ReturnRange.of(0, 0);
            case TRACE_ITER -> ReturnRange.of(0, 1);
            default -> ReturnRange.unbounded();
        };
    }

    @Override
    public Optional<SettingRefusal> targetRefusal(ProgramSetting setting) {
        return AttachTargets.refusal(setting);
    }
}
