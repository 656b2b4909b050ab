// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.verifier.state.VerifierState;
import org.jspecify.annotations.Nullable;

/**
 * Which checkpoint closes the loop that a state belongs to (Linux 6.7 to 6.16): while that one has unfinished paths, the
 * marks of the state are not complete.
 */
final class LoopEntries {
    private LoopEntries() {}

    /** The outermost entry known by now; chains that were followed are shortened. */
    static @Nullable VerifierState of(VerifierState state) {
        VerifierState topmost = state.loopEntry;
        while (topmost != null && topmost.loopEntry != null && topmost != topmost.loopEntry) {
            topmost = topmost.loopEntry;
        }
        VerifierState next = state;
        while (next != null && next.loopEntry != topmost) {
            VerifierState old = next.loopEntry;
            next.loopEntry = topmost;
            next = old;
        }
        return topmost;
    }

    /** Notes that a state came round to another, or that what follows it did. */
    static void update(VerifierState state, VerifierState head) {
        VerifierState entry = of(state);
        VerifierState headEntry = of(head);
        VerifierState from = entry == null ? state : entry;
        VerifierState to = headEntry == null ? head : headEntry;
        if (to.branches > 0 && to.dfsDepth <= from.dfsDepth) {
            state.loopEntry = head;
            head.usedAsLoopEntry = true;
        }
    }

    /** Whether the loop of a state is still being explored. */
    static boolean isOpen(VerifierState state) {
        VerifierState entry = of(state);
        return entry != null && entry.branches > 0;
    }
}
