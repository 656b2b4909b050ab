// SPDX-License-Identifier: MIT
/** What can be said of a program without following a path: functions, jumps, loops, registers that are still needed. */
@NullMarked
package dev.probeproof.emulator.verifier.flow;

import org.jspecify.annotations.NullMarked;
