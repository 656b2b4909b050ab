// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

/** Calls of kernel functions by their id in the kernel's types. */
final class KfuncCalls {
    private final Verification verification;

    KfuncCalls(Verification verification) {
        this.verification = verification;
    }

    void check() {
        if (verification.instruction().imm() == 0) {
            // Left to fail when the program is completed, unless the call turns out dead.
            return;
        }
        throw CallChecks.notModelled(verification, "a call of a kernel function");
    }
}
