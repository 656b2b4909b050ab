// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.log;

import dev.probeproof.emulator.profile.KernelProfile;
import java.util.List;
import java.util.stream.Collectors;

/** The last lines of a log. */
public final class StatisticsText {
    private final boolean countsStates;

    public StatisticsText(KernelProfile profile) {
        countsStates = profile.isAtLeast(5, 2);
    }

    /**
     * {@code processed 11 insns (limit 1000000) max_states_per_insn 0 total_states 1 peak_states 1 mark_read 0}; before 5.2
     * {@code processed 11 insns (limit 131072), stack depth 8}.
     *
     * @param stackDepths bytes of each function
     */
    public String processed(
            long processed,
            long limit,
            int maxStatesPerInstruction,
            int totalStates,
            int peakStates,
            int markRead,
            List<Integer> stackDepths) {
        String start = "processed " + processed + " insns (limit " + limit + ")";
        return countsStates
                ? start + " max_states_per_insn " + maxStatesPerInstruction + " total_states " + totalStates
                        + " peak_states " + peakStates + " mark_read " + markRead
                : start + ", stack depth " + depths(stackDepths);
    }

    /** {@code verification time 81 usec}, since 5.2 at level 4. The time is an input: nothing here reads a clock. */
    public String time(long microseconds) {
        return "verification time " + microseconds + " usec";
    }

    /** {@code stack depth 8+16}, since 5.2 at level 4. */
    public String stackDepth(List<Integer> depths) {
        return "stack depth " + depths(depths);
    }

    private static String depths(List<Integer> depths) {
        return depths.stream().map(Object::toString).collect(Collectors.joining("+"));
    }
}
