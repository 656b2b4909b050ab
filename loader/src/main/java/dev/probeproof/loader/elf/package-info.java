// SPDX-License-Identifier: MIT
/**
 * ELF, and nothing about BPF: sections, segments, symbols, relocations. Start with
 * {@link dev.probeproof.loader.elf.ElfReader}. Imports {@code bytes}.
 */
@NullMarked
package dev.probeproof.loader.elf;

import org.jspecify.annotations.NullMarked;
