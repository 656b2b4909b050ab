// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.model;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * One thing that happens.
 *
 * @param name for reports; empty if nobody gave one
 * @param kernels globs of those on which it happens; empty for all
 * @param cpu that it happens on; as before if absent
 * @param task that it happens in; as before if absent
 * @param at nanoseconds since boot when it happens
 * @param after nanoseconds that pass before it happens
 * @param stack return addresses in the kernel and in user space, innermost first, for what walks stacks
 * @param repeat how often it happens, at least once
 */
public record Step(
        SourcePosition position,
        String name,
        List<Value.Word> kernels,
        OptionalInt cpu,
        Optional<Value.Word> task,
        OptionalLong at,
        OptionalLong after,
        Stack stack,
        int repeat,
        Action action,
        Expectation expect) {
    public Step {
        kernels = List.copyOf(kernels);
    }

    /** Who called. */
    public record Stack(List<Value> kernel, List<Value> user) {
        public static final Stack NONE = new Stack(List.of(), List.of());

        public Stack {
            kernel = List.copyOf(kernel);
            user = List.copyOf(user);
        }
    }

    /** What to call it: its name, or what happens. */
    public String title() {
        return name.isEmpty() ? action.toString() : name;
    }
}
