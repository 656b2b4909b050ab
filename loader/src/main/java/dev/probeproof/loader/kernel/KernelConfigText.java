// SPDX-License-Identifier: MIT
package dev.probeproof.loader.kernel;

import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.bytes.CorruptObjectException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A configuration in the form of {@code /boot/config-RELEASE}: a line {@code CONFIG_X=value} for each option that is not
 * off. Lines that begin otherwise say nothing, except those of the loader's own values ({@code LINUX_KERNEL_VERSION=...}).
 * Of two lines for one option the first counts.
 */
public final class KernelConfigText implements KernelConfig {
    private final Map<String, String> values;
    private final boolean whole;

    private KernelConfigText(Map<String, String> values, boolean whole) {
        this.values = values;
        this.whole = whole;
    }

    /**
     * All of a kernel's configuration: what has no line is off.
     *
     * @throws CorruptObjectException naming a line without a value
     */
    public static KernelConfigText whole(Bytes text) {
        return new KernelConfigText(read(text), true);
    }

    /**
     * A few options, to be asked before another configuration.
     *
     * @throws CorruptObjectException naming a line without a value
     */
    public static KernelConfigText some(Bytes text) {
        return new KernelConfigText(read(text), false);
    }

    private static Map<String, String> read(Bytes text) {
        Map<String, String> values = new LinkedHashMap<>();
        String[] lines = new String(text.toArray(), StandardCharsets.UTF_8).split("\n", -1);
        for (int number = 1; number <= lines.length; number++) {
            String line = lines[number - 1];
            if (line.endsWith("\r") && number < lines.length) {
                line = line.substring(0, line.length() - 1);
            }
            if (line.startsWith("CONFIG_") || line.startsWith("LINUX_")) {
                int equals = line.indexOf('=');
                if (equals < 0 || equals == line.length() - 1) {
                    throw new CorruptObjectException(
                            text.source(), "line " + number, -1, "'" + line + "' is not of the form CONFIG_X=value");
                }
                values.putIfAbsent(line.substring(0, equals), line.substring(equals + 1));
            }
        }
        return values;
    }

    @Override
    public Optional<String> value(String option) {
        return Optional.ofNullable(values.get(option));
    }

    @Override
    public boolean isKnown() {
        return whole;
    }
}
