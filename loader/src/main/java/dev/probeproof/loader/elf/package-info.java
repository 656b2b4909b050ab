// SPDX-License-Identifier: MIT
/** ELF, nothing about BPF. Start with {@code ElfReader}. */
@NullMarked
package dev.probeproof.loader.elf;

import org.jspecify.annotations.NullMarked;
