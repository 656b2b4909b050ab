// SPDX-License-Identifier: MIT
/**
 * Where to probe and how to fetch the arguments: one typed tree that every parser produces and every generator consumes.
 *
 * <p>The way is {@link dev.probeproof.loader.probe.ProbeDefinition} (what the author wrote), {@link
 * dev.probeproof.loader.probe.ProbePointResolver} (what it means on a kernel), {@link
 * dev.probeproof.loader.probe.ProbePoint} with its {@link dev.probeproof.loader.probe.FetchArgument}s. Inside, {@code
 * FunctionResolver} finds the function, {@code PathResolver} the register, {@code PathWalk} follows the path through the
 * types, {@code PathFetch} makes the fetch. Imports {@code btf}, {@code arch} and {@code kernel}.
 */
@NullMarked
package dev.probeproof.loader.probe;

import org.jspecify.annotations.NullMarked;
