// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition.perf;

/** Where in a function a probe is. */
public sealed interface PerfPlace {
    /** Its first instruction. */
    record Entry() implements PerfPlace {}

    /** {@code +OFFSET}: that many bytes after the first instruction. */
    record Offset(long bytes) implements PerfPlace {}

    /** {@code :LINE}: lines after that of the declaration, whose number is 0. */
    record RelativeLine(int line) implements PerfPlace {}

    /** {@code %return}. */
    record Return() implements PerfPlace {}

    /** {@code ;PATTERN}: every source line of the function that matches; blanks of the line do not count. */
    record Pattern(String glob) implements PerfPlace {}
}
