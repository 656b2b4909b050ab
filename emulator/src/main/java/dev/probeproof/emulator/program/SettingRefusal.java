// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import dev.probeproof.loader.uapi.Errno;

/**
 * Why a kernel refuses a load before it looks at the instructions.
 *
 * @param message the line in the log, without line end; empty if the kernel writes none
 */
public record SettingRefusal(Errno errno, String message) {
    static SettingRefusal invalid(String message) {
        return new SettingRefusal(Errno.EINVAL, message);
    }

    /** EINVAL without a word. */
    static SettingRefusal invalid() {
        return invalid("");
    }
}
