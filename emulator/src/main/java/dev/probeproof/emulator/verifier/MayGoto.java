// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.verifier.state.VerifierState;

/**
 * The jump of Linux 6.9 that the kernel takes when a loop has gone round often enough: both ways are followed, and what no
 * verdict depended on is forgotten on the way that stays in the loop.
 */
final class MayGoto {
    private final Verification verification;
    private final Checks checks;
    private final Widening widening;

    MayGoto(Verification verification, Checks checks) {
        this.verification = verification;
        this.checks = checks;
        widening = new Widening(verification, checks);
    }

    void check() {
        int slot = verification.slot;
        VerifierState previous = checks.pruner.previousVisitOfParent(slot);
        VerifierState staying = checks.path.push(slot + 1, slot);
        staying.mayGotoDepth++;
        if (previous != null) {
            widening.widen(previous, staying);
        }
        verification.slot += verification.instruction().off() + 1;
    }
}
