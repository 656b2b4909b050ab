// SPDX-License-Identifier: MIT
/**
 * What a definition means on one kernel: places to probe, and how to fetch the arguments there.
 *
 * <p>The way is {@link dev.probeproof.loader.definition.ProbeDefinition} (what the author wrote), {@link
 * dev.probeproof.loader.probe.ProbePointResolver} (what it means on a kernel), {@link
 * dev.probeproof.loader.probe.ProbePoint} with its {@link dev.probeproof.loader.fetch.FetchArgument}s. Inside, {@code
 * FunctionResolver} finds the function, {@code PathResolver} the register, {@code PathWalk} follows the path through the
 * types, {@code PathFetch} makes the fetch. Imports {@code btf}, {@code arch}, {@code kernel} and {@code definition}.
 */
@NullMarked
package dev.probeproof.loader.probe;

import org.jspecify.annotations.NullMarked;
