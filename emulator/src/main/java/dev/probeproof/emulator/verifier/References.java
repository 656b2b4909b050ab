// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.verifier.state.VerifierState;

final class References {
    References(Verification verification) {}

    void forget(VerifierState state, int id) {
        state.references().removeIf(reference -> reference.id() == id);
    }
}
