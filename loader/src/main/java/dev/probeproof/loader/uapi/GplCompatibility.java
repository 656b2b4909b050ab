// SPDX-License-Identifier: MIT
package dev.probeproof.loader.uapi;

import java.util.Set;

/** Which licence texts open the helpers that kernels keep for programs compatible with the GPL. */
public final class GplCompatibility {
    /** What {@code MODULE_LICENSE} and the kernel's BPF loader count as compatible, to the letter. */
    private static final Set<String> TEXTS =
            Set.of("GPL", "GPL v2", "GPL and additional rights", "Dual BSD/GPL", "Dual MIT/GPL", "Dual MPL/GPL");

    private GplCompatibility() {}

    /** Whether a kernel takes that content of the {@code license} section for compatible with the GPL. */
    public static boolean of(String license) {
        return TEXTS.contains(license);
    }
}
