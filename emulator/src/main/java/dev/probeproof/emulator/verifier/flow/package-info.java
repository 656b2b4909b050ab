// SPDX-License-Identifier: MIT
/**
 * What can be said of a program without following a path: functions, jumps, loops, registers and stack slots that are still
 * needed. Start with {@link dev.probeproof.emulator.verifier.flow.ProgramCheck}, which asks in the kernel's order and gives
 * a {@link dev.probeproof.emulator.verifier.flow.ProgramFlow}; {@code EncodingCheck}, {@code StackLiveness} and
 * {@code StackDepth} serve whoever follows the paths. May import the loader, the profile and the packages {@code state} and
 * {@code log} of the verifier, and not the verifier itself.
 */
@NullMarked
package dev.probeproof.emulator.verifier.flow;

import org.jspecify.annotations.NullMarked;
