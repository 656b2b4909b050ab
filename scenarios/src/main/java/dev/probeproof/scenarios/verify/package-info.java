// SPDX-License-Identifier: MIT
/**
 * What the verifiers of kernels say to the programs of an object, and whether that is what the object's author expects.
 * Start with {@link dev.probeproof.scenarios.verify.ObjectVerification}. Imports loader and emulator.
 */
@NullMarked
package dev.probeproof.scenarios.verify;

import org.jspecify.annotations.NullMarked;
