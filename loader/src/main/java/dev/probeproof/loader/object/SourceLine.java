// SPDX-License-Identifier: MIT
package dev.probeproof.loader.object;

/**
 * A place in a C source.
 *
 * @param column from 1, or 0 if not known
 * @param text the line itself, without surrounding space
 */
public record SourceLine(String file, int line, int column, String text) {
    @Override
    public String toString() {
        return file + ":" + line + (text.isEmpty() ? "" : "   " + text);
    }
}
