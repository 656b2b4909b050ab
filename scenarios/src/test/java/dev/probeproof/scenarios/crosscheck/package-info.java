// SPDX-License-Identifier: MIT
/**
 * Compares what we make of objects with what the real libbpf makes of them. Start with {@code CrossCheckTest}; objects,
 * sources and libbpf's side are in folder {@code crosscheck} of the loader's test resources.
 */
@NullMarked
package dev.probeproof.scenarios.crosscheck;

import org.jspecify.annotations.NullMarked;
