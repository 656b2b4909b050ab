// SPDX-License-Identifier: MIT
/** One file per program type, listed in {@code ProgramTypes}: context layout and allowed helpers. */
@NullMarked
package dev.probeproof.emulator.program;

import org.jspecify.annotations.NullMarked;
