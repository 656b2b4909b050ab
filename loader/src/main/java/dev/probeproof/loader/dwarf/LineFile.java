// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

/**
 * A source file of a line table.
 *
 * @param path with its directories, as far as the compiler wrote them
 */
public record LineFile(String path) {
    /** True if the path ends with the given one, at a directory: {@code fs/open.c} matches {@code /src/linux/fs/open.c}. */
    public boolean endsWith(String tail) {
        return SourcePaths.endsWith(path, tail);
    }
}
