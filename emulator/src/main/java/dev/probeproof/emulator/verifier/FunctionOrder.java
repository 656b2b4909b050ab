// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.verifier.flow.Subprogram;
import dev.probeproof.emulator.verifier.state.VerifierState;
import java.util.BitSet;
import java.util.function.Supplier;

/**
 * The program and its global functions, each followed for itself. Since 6.8 the program comes first and then what was
 * called; before, all global functions and then the program.
 */
final class FunctionOrder {
    private final Verification verification;
    private final Checks checks;
    private final BitSet done = new BitSet();

    FunctionOrder(Verification verification, Checks checks) {
        this.verification = verification;
        this.checks = checks;
    }

    void followAll(Supplier<VerifierState> program) {
        boolean programFirst = verification.profile.isAtLeast(6, 8);
        if (programFirst) {
            follow(0, program.get());
            while (followGlobals(true)) {
                // What was followed last may have called others.
            }
        } else {
            followGlobals(false);
            follow(0, program.get());
        }
    }

    private boolean followGlobals(boolean calledOnly) {
        boolean any = false;
        for (Subprogram subprogram : verification.subprograms) {
            boolean wanted = subprogram.number > 0
                    && subprogram.isGlobal
                    && !done.get(subprogram.number)
                    && (subprogram.isCalled || !calledOnly);
            if (!wanted) {
                continue;
            }
            follow(subprogram.start, checks.calls.globalEntry(subprogram));
            logSafe(subprogram);
            done.set(subprogram.number);
            any = true;
        }
        return any;
    }

    private void follow(int slot, VerifierState state) {
        state.firstSlot = slot;
        verification.state = state;
        verification.slot = slot;
        verification.previousSlot = -1;
        verification.places.addAll();
        checks.path.explore();
        checks.pruner.startOver();
        if (!verification.log.showsInstructions()) {
            verification.log.resetTo(0);
        }
    }

    private void logSafe(Subprogram subprogram) {
        if (!verification.log.showsPaths()) {
            return;
        }
        if (verification.profile.isAtLeast(6, 8)) {
            verification.log.line(
                    "Func#%d ('%s') is safe for any args that match its prototype", subprogram.number, subprogram.name);
        } else {
            verification.log.line("Func#%d is safe for any args that match its prototype", subprogram.number);
        }
    }
}
