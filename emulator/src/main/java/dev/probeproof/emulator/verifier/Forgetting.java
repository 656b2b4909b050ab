// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.verifier.state.VerifierState;

/** Takes out of a state that is explored to its end what no continuation reads ({@code clean_verifier_state}). */
@FunctionalInterface
interface Forgetting {
    void forget(VerifierState state);
}
