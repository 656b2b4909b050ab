// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import dev.probeproof.emulator.profile.KernelChange;
import dev.probeproof.loader.uapi.AttachType;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.Optional;
import java.util.Set;

/** Which programs may ask to sleep ({@code BPF_F_SLEEPABLE}), and which must. */
final class Sleepables {
    private static final Set<AttachType> TRACING =
            Set.of(AttachType.TRACE_FENTRY, AttachType.TRACE_FEXIT, AttachType.MODIFY_RETURN, AttachType.TRACE_ITER);

    private Sleepables() {}

    static Optional<SettingRefusal> refusal(ProgramSetting setting) {
        if (setting.type() == ProgramType.SYSCALL) {
            return setting.isSleepable()
                    ? Optional.empty()
                    : Optional.of(SettingRefusal.invalid("Syscall programs can only be sleepable"));
        }
        return !setting.isSleepable() || maySleep(setting)
                ? Optional.empty()
                : Optional.of(SettingRefusal.invalid(message(setting)));
    }

    private static boolean maySleep(ProgramSetting setting) {
        if (!setting.profile().has(KernelChange.SLEEPABLE_BEYOND_FUNCTIONS)) {
            return setting.type() == ProgramType.TRACING || setting.type() == ProgramType.LSM;
        }
        return switch (setting.type()) {
            case KPROBE, STRUCT_OPS -> true;
            case LSM -> !setting.attachesAs(AttachType.LSM_CGROUP);
            case TRACING ->
                setting.attachType().filter(TRACING::contains).isPresent()
                        || AttachTypes.isSession(setting)
                        || AttachTypes.isMulti(setting)
                        || setting.attachesAs(AttachType.TRACE_RAW_TP) && sleepsInTracepoints(setting);
            case TRACEPOINT, RAW_TRACEPOINT -> sleepsInTracepoints(setting);
            default -> false;
        };
    }

    private static boolean sleepsInTracepoints(ProgramSetting setting) {
        return setting.profile().has(KernelChange.SLEEPABLE_TRACEPOINTS);
    }

    private static String message(ProgramSetting setting) {
        if (!setting.profile().has(KernelChange.SLEEPABLE_BEYOND_FUNCTIONS)) {
            return "Only fentry/fexit/fmod_ret and lsm programs can be sleepable";
        }
        return sleepsInTracepoints(setting)
                ? "Program of this type cannot be sleepable"
                : "Only fentry/fexit/fmod_ret, lsm, iter, uprobe, and struct_ops programs can be sleepable";
    }
}
