// SPDX-License-Identifier: MIT
package dev.probeproof.loader.relocate;

import dev.probeproof.loader.object.SourceLine;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What became of one CO-RE relocation: the value that the target's types gave, or poison with its reason. Poison is no
 * error: code behind a check that this kernel fails is poisoned, and never runs.
 *
 * @param slot the instruction, counted from the start of the code it is in: of the function before linking, of the program
 *     after it
 * @param function the function that the instruction came from
 * @param local what the source names, such as {@code struct task_struct.pid (0:35 at byte 1256)}
 * @param target what the kernel has in its place, in the same form, or null if nothing matches
 * @param value what was written into the instruction; empty if it was poisoned
 * @param reason why the instruction was poisoned: what was wanted and the nearest that the target has; null if it was not
 * @param line the source line, if the object says
 */
public record CoreOutcome(
        int slot,
        String function,
        CoreKind kind,
        String local,
        @Nullable String target,
        OptionalLong value,
        @Nullable String reason,
        @Nullable SourceLine line) {

    /** True if the instruction was replaced by one that no verifier lets pass. */
    public boolean isPoisoned() {
        return reason != null;
    }

    /** The same outcome after the code was placed {@code slots} further down. */
    public CoreOutcome shifted(int slots) {
        return new CoreOutcome(slot + slots, function, kind, local, target, value, reason, line);
    }
}
