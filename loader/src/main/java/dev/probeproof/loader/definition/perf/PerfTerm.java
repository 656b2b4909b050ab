// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition.perf;

/** A setting before the main part of a {@link PerfSection}. Columns are those of the section name, from 1. */
public sealed interface PerfTerm {
    int column();

    /** {@code exec=PATH}: the user program that is probed. */
    record Executable(String path, int column) implements PerfTerm {}

    /** {@code module=NAME}: the kernel module that is probed, by its name or the path of its file. */
    record Module(String name, int column) implements PerfTerm {}

    /** {@code inlines=BOOL}: whether inlined copies are probed, too. */
    record Inlines(boolean probed, int column) implements PerfTerm {}

    /** {@code force=BOOL}: whether an event whose name is taken gets a suffix. */
    record Force(boolean suffixed, int column) implements PerfTerm {}
}
