// SPDX-License-Identifier: MIT
package dev.probeproof.loader.core;

import org.jspecify.annotations.Nullable;

/**
 * What a kernel's types answer to a relocation, whatever instruction it is for.
 *
 * @param localText {@code local} as {@link CoreOutcome} has it
 * @param original the answer of the object's own types, which the instruction holds
 * @param target what the kernel has; null if nothing fits, or if the kernel is not asked
 * @param targetText {@code target} as {@link CoreOutcome} has it
 * @param answer the kernel's; null if it has none and the instruction must be poisoned
 * @param missing why it has none; null if it has one
 */
record CoreResolution(
        CoreKind kind,
        CoreSpec local,
        String localText,
        CoreValue original,
        @Nullable CoreSpec target,
        @Nullable String targetText,
        @Nullable CoreValue answer,
        @Nullable String missing) {
    /** The kernel has an answer. */
    static CoreResolution of(
            CoreKind kind, CoreSpec local, CoreValue original, @Nullable CoreSpec target, CoreValue answer) {
        String targetText = target == null ? null : target.toString();
        return new CoreResolution(kind, local, local.toString(), original, target, targetText, answer, null);
    }

    /** The kernel has none. */
    static CoreResolution missing(CoreKind kind, CoreSpec local, CoreValue original, String reason) {
        return new CoreResolution(kind, local, local.toString(), original, null, null, null, reason);
    }
}
