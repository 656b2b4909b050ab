// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import java.util.Set;

/** The licence strings that the kernel takes for compatible with the GPL, letter by letter (measured on Linux 6.18). */
final class Licenses {
    private static final Set<String> GPL_COMPATIBLE =
            Set.of("GPL", "GPL v2", "GPL and additional rights", "Dual BSD/GPL", "Dual MIT/GPL", "Dual MPL/GPL");

    private Licenses() {}

    static boolean isGplCompatible(String license) {
        return GPL_COMPATIBLE.contains(license);
    }
}
