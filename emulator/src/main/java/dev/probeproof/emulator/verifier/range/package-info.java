// SPDX-License-Identifier: MIT
/**
 * Ranges of numbers without following paths: what holds at each instruction whichever way a run got there. Start with
 * {@link RangeAnalysis}.
 */
@NullMarked
package dev.probeproof.emulator.verifier.range;

import org.jspecify.annotations.NullMarked;
