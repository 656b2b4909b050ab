// SPDX-License-Identifier: MIT
/** Runs programs. Start with {@link dev.probeproof.emulator.engine.ExecutionEngine}. */
@NullMarked
package dev.probeproof.emulator.engine;

import org.jspecify.annotations.NullMarked;
