// SPDX-License-Identifier: MIT
package dev.probeproof.loader.btf;

/**
 * A name without its flavour. An object may describe one type of the kernel several times, for several releases, and
 * tells its descriptions apart by what stands behind three underscores: {@code task_struct___old} means
 * {@code task_struct}.
 */
public final class EssentialName {
    static final String SEPARATOR = "___";

    private EssentialName() {}

    /** The name up to its last {@code x___y}, where neither x nor y is an underscore; all of it if there is none. */
    public static String of(String name) {
        int at = name.lastIndexOf(SEPARATOR);
        while (at > 0) {
            int after = at + SEPARATOR.length();
            if (name.charAt(at - 1) != '_' && after < name.length() && name.charAt(after) != '_') {
                return name.substring(0, at);
            }
            at = name.lastIndexOf(SEPARATOR, at - 1);
        }
        return name;
    }
}
