// SPDX-License-Identifier: MIT
/**
 * A refusal in words, from the log of any kernel release: what was wrong, where, and which values led there. Start at
 * {@code Explainer}. Works on text, so that a log from a production machine can be explained like one of the emulator.
 */
@NullMarked
package dev.probeproof.emulator.verifier.explain;

import org.jspecify.annotations.NullMarked;
