// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.engine.compiler;

/**
 * What code does besides running the program. Another variant is other code: what is not wanted costs nothing.
 *
 * @param covered whether it counts how often each block is entered
 * @param limited whether it stops at the very instruction where the budget ends; else it looks only where a run may get
 *     longer than a verifier follows
 */
record Variant(boolean covered, boolean limited) {
    static final Variant PLAIN = new Variant(false, false);
}
