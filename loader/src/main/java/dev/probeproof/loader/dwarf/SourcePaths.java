// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

/** Names of source files. */
public final class SourcePaths {
    private SourcePaths() {}

    /** A name below a directory, unless it is absolute; {@code ./} at its start says nothing. */
    static String join(String directory, String name) {
        String plain = name;
        while (plain.startsWith("./")) {
            plain = plain.substring(2);
        }
        if (plain.startsWith("/") || directory.isEmpty() || directory.equals(".")) {
            return plain;
        }
        return directory.endsWith("/") ? directory + plain : directory + "/" + plain;
    }

    /** Whether a path is the other one, or ends with it after a slash. */
    public static boolean endsWith(String path, String tail) {
        return path.endsWith(tail)
                && (path.length() == tail.length()
                        || tail.startsWith("/")
                        || path.charAt(path.length() - tail.length() - 1) == '/');
    }
}
