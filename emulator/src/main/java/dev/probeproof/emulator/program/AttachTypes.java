// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import dev.probeproof.loader.uapi.AttachType;
import java.util.Optional;
import java.util.Set;

/** Attach types that a load must say. */
final class AttachTypes {
    private AttachTypes() {}

    /** EINVAL without a word for a number that is none of these, or that the release does not have yet. */
    static Optional<SettingRefusal> refusal(ProgramSetting setting, Set<AttachType> allowed) {
        return setting.attachType()
                        .filter(allowed::contains)
                        .filter(type -> setting.profile().release().has(type.since()))
                        .isPresent()
                ? Optional.empty()
                : Optional.of(SettingRefusal.invalid());
    }
}
