// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition;

import org.jspecify.annotations.Nullable;

/**
 * What a definition in perf's or the kernel's language calls its trace event; instances need no name.
 *
 * @param group null if none is written
 * @param event null if none is written
 */
public record EventName(@Nullable String group, @Nullable String event) {}
