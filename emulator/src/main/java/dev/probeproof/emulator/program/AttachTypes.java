// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import dev.probeproof.emulator.profile.KernelChange;
import dev.probeproof.loader.uapi.AttachType;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.Optional;
import java.util.Set;

/** Attach types that a load must say. */
final class AttachTypes {
    private static final Set<AttachType> OF_MANY_FUNCTIONS =
            Set.of(AttachType.TRACE_FENTRY_MULTI, AttachType.TRACE_FEXIT_MULTI, AttachType.TRACE_FSESSION_MULTI);

    private AttachTypes() {}

    /** Types without attach types of their own take any number, but for some young ones. */
    static Optional<SettingRefusal> refusal(ProgramSetting setting) {
        return setting.type() != ProgramType.TRACING && isMulti(setting)
                ? Optional.of(SettingRefusal.invalid())
                : Optional.empty();
    }

    /** EINVAL without a word for a number that is none of these, or that the release does not have yet. */
    static Optional<SettingRefusal> refusal(ProgramSetting setting, Set<AttachType> allowed) {
        return setting.attachType()
                        .filter(allowed::contains)
                        .filter(type -> setting.profile().release().has(type.since()))
                        .isPresent()
                ? Optional.empty()
                : Optional.of(SettingRefusal.invalid());
    }

    /** Whether it is a tracing program for both ends of a function, where there are such. */
    static boolean isSession(ProgramSetting setting) {
        return setting.attachesAs(AttachType.TRACE_FSESSION)
                && setting.profile().has(KernelChange.TRACING_SESSIONS);
    }

    /** Whether it is for many functions, which a load does not name, where there are such. */
    static boolean isMulti(ProgramSetting setting) {
        return setting.profile().has(KernelChange.MULTI_TRACING)
                && setting.attachType().filter(OF_MANY_FUNCTIONS::contains).isPresent();
    }
}
