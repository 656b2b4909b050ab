// SPDX-License-Identifier: MIT
/**
 * How long programs take: interpreted, compiled and in the real kernel, measured side by side. Start with
 * {@link dev.probeproof.scenarios.bench.ObjectBench}.
 */
@NullMarked
package dev.probeproof.scenarios.bench;

import org.jspecify.annotations.NullMarked;
