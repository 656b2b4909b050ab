// SPDX-License-Identifier: MIT
/**
 * The verdict that a kernel gives about a program, and its log: {@code Verifier} is the front door, {@code PathExplorer}
 * follows the paths, and one class for each matter checks what an instruction needs and changes the state as it does.
 */
@NullMarked
package dev.probeproof.emulator.verifier;

import org.jspecify.annotations.NullMarked;
