// SPDX-License-Identifier: MIT
/**
 * The reference engine: one instruction after the other. Start with
 * {@link dev.probeproof.emulator.engine.interpreter.Interpreter}, then {@code Execution}, which holds the switch; the
 * other classes are what its cases call, one per class of instruction.
 */
@NullMarked
package dev.probeproof.emulator.engine.interpreter;

import org.jspecify.annotations.NullMarked;
