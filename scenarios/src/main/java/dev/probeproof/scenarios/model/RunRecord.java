// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.model;

import java.util.List;
import java.util.Optional;

/**
 * One run of a program.
 *
 * @param attachedTo the place that it ran for, as {@code kprobe:vfs_read}
 * @param returned what it returned
 * @param instructions how many it executed
 * @param fault what ended it, in words with the place in the source; empty if it ended well
 * @param fetched what its prologue fetched
 * @param printed lines of {@code bpf_printk}
 * @param notes what deserves attention though nothing failed: members that were read and that nobody set
 * @param at nanoseconds since boot
 * @param helpers calls of the program itself, in order; empty unless all was to be recorded
 * @param helpersLost how many more there were
 */
public record RunRecord(
        String program,
        String attachedTo,
        long returned,
        long instructions,
        Optional<String> fault,
        List<FetchRecord> fetched,
        List<String> printed,
        List<String> notes,
        long at,
        int cpu,
        List<HelperRecord> helpers,
        long helpersLost) {
    public RunRecord {
        fetched = List.copyOf(fetched);
        printed = List.copyOf(printed);
        notes = List.copyOf(notes);
        helpers = List.copyOf(helpers);
    }

    /** A run of which is not known when and where. */
    public RunRecord(
            String program,
            String attachedTo,
            long returned,
            long instructions,
            Optional<String> fault,
            List<FetchRecord> fetched,
            List<String> printed,
            List<String> notes) {
        this(program, attachedTo, returned, instructions, fault, fetched, printed, notes, 0, 0, List.of(), 0);
    }
}
