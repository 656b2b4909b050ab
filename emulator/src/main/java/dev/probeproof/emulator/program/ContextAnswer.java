// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A kernel's answer to a context access.
 *
 * @param granted what a load gives (stores are granted a scalar); null if the access is refused
 * @param log what the kernel writes first, whether it grants or refuses, with its line ends; mostly nothing
 */
public record ContextAnswer(@Nullable ContextValue granted, String log) {
    private static final ContextAnswer REFUSED = new ContextAnswer(null, "");

    static ContextAnswer of(ContextValue value) {
        return new ContextAnswer(value, "");
    }

    static ContextAnswer of(ContextValue value, String log) {
        return new ContextAnswer(value, log);
    }

    static ContextAnswer refused() {
        return REFUSED;
    }

    static ContextAnswer refused(String line) {
        return new ContextAnswer(null, line + "\n");
    }

    /** What the access gives; empty if it is refused. */
    public Optional<ContextValue> value() {
        return Optional.ofNullable(granted);
    }
}
