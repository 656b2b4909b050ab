// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.verifier.state.RegisterState;
import dev.probeproof.loader.insn.Instruction;

final class CallChecks {
    private final Verification verification;

    CallChecks(Verification verification, Checks checks) {
        this.verification = verification;
    }

    void requireCallAllowed(Instruction instruction) {}

    boolean function() {
        return false;
    }

    boolean kernelFunction() {
        return false;
    }

    void helper() {
        verification.set(0, verification.unknown());
        for (int i = 1; i < 6; i++) verification.set(i, RegisterState.NOT_INIT);
    }

    boolean leaveFunction() {
        return false;
    }

    void mayGoto() {}

    void requireNothingHeld(String what) {}

    void pathMayEndHere() {}

    RegisterState functionPointer(int slot) {
        return RegisterState.NOT_INIT;
    }
}
