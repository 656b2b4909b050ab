// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.flow;

import dev.probeproof.emulator.profile.KernelProfile;
import dev.probeproof.emulator.verifier.log.VerifierLog;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.List;
import java.util.function.IntPredicate;

/** Whether the stacks of functions that call each other fit into one; asked after all paths were followed. */
public final class StackDepth {
    private StackDepth() {}

    /**
     * Follows every chain of calls by the depths that the paths found ({@link Subprogram#stackDepth}).
     *
     * @param isSeen whether a path came by a slot
     * @throws dev.probeproof.emulator.verifier.state.Rejection if a chain needs too much or is too long; the log says which
     */
    public static void check(
            Instructions program,
            List<Subprogram> subprograms,
            ProgramType type,
            int expectedAttachType,
            KernelProfile profile,
            Callees callees,
            IntPredicate isSeen,
            VerifierLog log) {
        throw new UnsupportedOperationException("not yet");
    }
}
