// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.model;

/**
 * A place in a scenario file.
 *
 * @param file as the user named it
 * @param line from 1
 * @param column from 1, in characters
 */
public record SourcePosition(String file, int line, int column) {
    /** As compilers print it, {@code opens.yaml:14:9}, so that editors and terminals make a link of it. */
    @Override
    public String toString() {
        return file + ":" + line + ":" + column;
    }
}
