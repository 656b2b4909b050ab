// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

/**
 * A place in source code.
 *
 * @param file its path, as far as the compiler wrote it
 * @param line from 1 on; 0 for code of no line
 * @param column from 1 on; 0 if not known
 */
public record SourceLine(String file, int line, int column) {
    @Override
    public String toString() {
        return file + ":" + line + (column > 0 ? ":" + column : "");
    }
}
