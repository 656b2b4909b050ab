// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.verifier.state.RegisterState;

/**
 * What is kept of an open-coded iterator in the register state of its first stack slot: {@link RegisterState#detail} is its state in bits
 * 0 and 1, and how often it went round above.
 */
final class IteratorSlot {
    static final int ACTIVE = 1;
    static final int DRAINED = 2;

    private IteratorSlot() {}

    static int detail(int state, int depth) {
        return state | depth << 2;
    }

    static int state(RegisterState iterator) {
        return iterator.detail() & 3;
    }

    static boolean isActive(RegisterState iterator) {
        return state(iterator) == ACTIVE;
    }

    static int depth(RegisterState iterator) {
        return iterator.detail() >>> 2;
    }
}
