// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Why a program was refused.
 *
 * @param messages the verifier's last words, first one first; empty if the log ends without a complaint
 * @param slot the instruction, or -1 if the refusal is about none
 * @param instruction as the kernel prints it, {@code (79) r1 = *(u64 *)(r0 +0)}, or empty
 * @param place where it stands in the source
 * @param path how the value that was wrong came about, oldest first
 * @param hint what to do, only where that is certain
 * @param statistics the figures at the end of the log
 * @param logLines lines of the log, with those that are shown here
 */
public record Explanation(
        List<String> messages,
        int slot,
        String instruction,
        Optional<SourcePlace> place,
        List<Step> path,
        Optional<String> hint,
        Optional<LogStatistics> statistics,
        int logLines) {
    public Explanation {
        messages = List.copyOf(messages);
        path = List.copyOf(path);
    }

    /**
     * One station of a value.
     *
     * @param slot instruction
     * @param text {@code r0 may be null since insn 12: bpf_map_lookup_elem}
     * @param place where that instruction stands in the source
     */
    public record Step(int slot, String text, Optional<SourcePlace> place) {}

    /** The same with a reason behind the verifier's words that a log cannot know. */
    public Explanation because(String reason) {
        List<String> more = new ArrayList<>(messages);
        more.addAll(reason.lines().toList());
        return new Explanation(more, slot, instruction, place, path, hint, statistics, logLines);
    }

    /** Whether there is anything to explain. */
    public boolean isComplaint() {
        return !messages.isEmpty();
    }
}
