// SPDX-License-Identifier: MIT
/** One file per CPU architecture: registers, {@code pt_regs}, calling convention. Start with {@link dev.probeproof.loader.arch.Arch}. */
@NullMarked
package dev.probeproof.loader.arch;

import org.jspecify.annotations.NullMarked;
