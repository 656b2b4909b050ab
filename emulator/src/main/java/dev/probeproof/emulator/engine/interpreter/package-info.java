// SPDX-License-Identifier: MIT
/** The reference engine: one instruction after the other. */
@NullMarked
package dev.probeproof.emulator.engine.interpreter;

import org.jspecify.annotations.NullMarked;
