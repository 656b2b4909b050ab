// SPDX-License-Identifier: MIT
package dev.probeproof.loader.relocate;

import org.jspecify.annotations.Nullable;

/**
 * What a kernel's types answer to a relocation, whatever instruction it is for.
 *
 * @param original the answer of the object's own types, which the instruction holds
 * @param target what the kernel has; null if nothing fits, or if the kernel is not asked
 * @param answer the kernel's; null if it has none and the instruction must be poisoned
 * @param missing why it has none; null if it has one
 */
record CoreResolution(
        CoreKind kind,
        CoreSpec local,
        CoreValue original,
        @Nullable CoreSpec target,
        @Nullable CoreValue answer,
        @Nullable String missing) {}
