// SPDX-License-Identifier: MIT
/**
 * Debug information (DWARF 4 and 5) of kernels, modules and programs: functions and their inlined copies, lines, types, and where
 * each variable lies at an address, as a {@link dev.probeproof.loader.fetch.FetchValue}. Read lazily: a file of 400 MB costs
 * what is asked of it. Imports {@code elf}, {@code btf}, {@code arch} and {@code fetch}.
 */
@NullMarked
package dev.probeproof.loader.dwarf;

import org.jspecify.annotations.NullMarked;
