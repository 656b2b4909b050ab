// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A kernel's answer to a context access.
 *
 * @param granted what a load gives (stores are granted a scalar); null if the access is refused
 * @param log lines that the kernel writes first, whether it grants or refuses; without line ends, mostly none
 */
public record ContextAnswer(@Nullable ContextValue granted, List<String> log) {
    private static final ContextAnswer REFUSED = new ContextAnswer(null, List.of());

    public ContextAnswer {
        log = List.copyOf(log);
    }

    static ContextAnswer of(ContextValue value, String... log) {
        return new ContextAnswer(value, List.of(log));
    }

    static ContextAnswer refused(String... log) {
        return log.length == 0 ? REFUSED : new ContextAnswer(null, List.of(log));
    }

    /** What the access gives; empty if it is refused. */
    public Optional<ContextValue> value() {
        return Optional.ofNullable(granted);
    }
}
