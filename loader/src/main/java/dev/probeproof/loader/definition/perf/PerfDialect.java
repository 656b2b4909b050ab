// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition.perf;

/** How strictly perf's language is read. */
public enum PerfDialect {
    /**
     * What perf 6.1 accepts, and nothing else: numbers that are missing count as 0, names and types of arguments are any
     * text, what follows the last {@code ;} of a section is the probe.
     */
    EXACT,
    /**
     * What means something: names are names, types are known, numbers are there. In a section names of terms may have blanks
     * around them, and after the terms {@code ;PATTERN} may be written.
     */
    IMPROVED
}
