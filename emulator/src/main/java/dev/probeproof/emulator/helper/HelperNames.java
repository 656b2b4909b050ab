// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.error.Nearest;
import dev.probeproof.loader.uapi.HelperId;
import java.util.List;
import java.util.stream.Stream;

/** Helpers by the names that people write. */
public final class HelperNames {
    private HelperNames() {}

    /**
     * @throws IllegalArgumentException if there is none; it names the nearest
     */
    public static HelperId find(String name) {
        return Stream.of(HelperId.values())
                .filter(id -> id.functionName().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no helper is called '" + name + "'"
                        + Nearest.suffix(Nearest.of(name, all())) + "; docs/helpers.md lists them"));
    }

    private static List<String> all() {
        return Stream.of(HelperId.values()).map(HelperId::functionName).toList();
    }
}
