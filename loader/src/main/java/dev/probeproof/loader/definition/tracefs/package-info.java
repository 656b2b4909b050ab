// SPDX-License-Identifier: MIT
/**
 * The language of a kernel's {@code kprobe_events}, {@code uprobe_events} and {@code dynamic_events}, read into
 * {@link dev.probeproof.loader.definition.tracefs.TracefsCommand} and printed from it.
 *
 * <p>The parser knows the whole language; what a release of a kernel knows of it, and the limits of tracefs, are asked of a
 * {@link dev.probeproof.loader.definition.tracefs.TracefsProfile}.
 */
@NullMarked
package dev.probeproof.loader.definition.tracefs;

import org.jspecify.annotations.NullMarked;
