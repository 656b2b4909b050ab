// SPDX-License-Identifier: MIT
/**
 * What the verifier knows of a number: which bits are certain, and the signed and unsigned ranges of the whole register
 * and of its low half. Start with {@link dev.probeproof.emulator.verifier.number.Bounds}; {@link
 * dev.probeproof.emulator.verifier.number.Arithmetic} and {@link dev.probeproof.emulator.verifier.number.Branch} derive
 * new ones. Everything here is an immutable value and exact to the bit, as each release prints it with log level 2;
 * {@link dev.probeproof.emulator.verifier.number.NumberRules} says what a release can conclude.
 */
@NullMarked
package dev.probeproof.emulator.verifier.number;

import org.jspecify.annotations.NullMarked;
