// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.verifier.state.RegisterState;

final class PointerOffsets {
    PointerOffsets(Verification verification) {}

    void requireUnmoved(RegisterState register, int number, boolean constantAllowed) {}
}
