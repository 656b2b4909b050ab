// SPDX-License-Identifier: MIT
/**
 * What the verifier knows at one point of one path: registers and stack slots are immutable values, frames and whole
 * states are copied when a path forks.
 */
@NullMarked
package dev.probeproof.emulator.verifier.state;

import org.jspecify.annotations.NullMarked;
