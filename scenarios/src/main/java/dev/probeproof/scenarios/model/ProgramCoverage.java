// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.model;

import java.util.List;

/**
 * Which lines of a program's source were executed. Lines that the compiler made no instructions of are not among them.
 *
 * @param object the file that the program is from, as the scenario names it
 * @param lines by file and number, ascending
 * @param executed how often each of them was begun, in the same order; never changed
 */
public record ProgramCoverage(String object, String program, List<SourceLine> lines, long[] executed) {
    public ProgramCoverage {
        if (lines.size() != executed.length) {
            throw new IllegalArgumentException(lines.size() + " lines, " + executed.length + " counts");
        }
    }

    /**
     * A line of source with code in it.
     *
     * @param text as the compiler left it in the object, without the blanks in front
     */
    public record SourceLine(String file, int number, String text) {}
}
