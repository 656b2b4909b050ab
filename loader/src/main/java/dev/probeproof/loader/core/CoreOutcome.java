// SPDX-License-Identifier: MIT
package dev.probeproof.loader.core;

import dev.probeproof.loader.object.SourceLine;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What became of one CO-RE relocation: the value that the target's types gave, or poison with its reason. Poison is no
 * error: code behind a check that this kernel fails is poisoned, and never runs.
 *
 * <p>{@code local} and {@code target} have one form each for what can be asked for, with the names of their own side:
 *
 * <table>
 * <caption>forms</caption>
 * <tr><td>a type</td><td>{@code struct task_struct}, {@code struct sk_buff___old}, {@code pid_t}</td></tr>
 * <tr><td>an enumerator</td><td>{@code enum pid_type::PIDTYPE_PID = 0}</td></tr>
 * <tr><td>a field</td><td>{@code struct task_struct.se.load (0:18:0 at byte 184)}: the way to it, the access string, where
 * it starts</td></tr>
 * <tr><td>an array element</td><td>{@code struct task_struct.comm[3] (0:90:3 at byte 1867)}</td></tr>
 * <tr><td>a bit-field</td><td>{@code struct sk_buff.cloned (0:16 at byte 126, bit 1)}, bits counted as BTF counts them,
 * from the lowest address</td></tr>
 * </table>
 *
 * <p>{@code target} ends with {@code of module NAME} for what a module has.
 *
 * @param slot the instruction, counted from the start of the code it is in: of the function before linking, of the program
 *     after it
 * @param function the function that the instruction came from
 * @param local what the source names
 * @param target what the kernel has in its place; null if nothing matches, or if the kernel is not asked
 * @param value what was written into the instruction, u64; empty if it was poisoned
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
