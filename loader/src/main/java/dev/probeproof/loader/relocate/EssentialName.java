// SPDX-License-Identifier: MIT
package dev.probeproof.loader.relocate;

/**
 * A name without its flavour: sources that know several forms of a kernel's type or function declare each as
 * {@code NAME___FLAVOUR}, and all of them mean {@code NAME}.
 */
final class EssentialName {
    private static final String SEPARATOR = "___";

    private EssentialName() {}

    /** What stands before the last three underscores that have something else on both sides. */
    static String of(String name) {
        for (int at = name.lastIndexOf(SEPARATOR); at > 0; at = name.lastIndexOf(SEPARATOR, at - 1)) {
            int behind = at + SEPARATOR.length();
            if (name.charAt(at - 1) != '_' && behind < name.length() && name.charAt(behind) != '_') {
                return name.substring(0, at);
            }
        }
        return name;
    }
}
