// SPDX-License-Identifier: MIT
/** What a real kernel gets from its surroundings, as inputs: clock, CPUs, task, randomness. */
@NullMarked
package dev.probeproof.emulator.world;

import org.jspecify.annotations.NullMarked;
