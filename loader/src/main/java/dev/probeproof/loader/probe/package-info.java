// SPDX-License-Identifier: MIT
/** Where to probe and how to fetch the arguments: one typed tree that every parser produces and every generator consumes. Start with {@link dev.probeproof.loader.probe.FetchArgument}. */
@NullMarked
package dev.probeproof.loader.probe;

import org.jspecify.annotations.NullMarked;
