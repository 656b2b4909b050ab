// SPDX-License-Identifier: MIT
/**
 * How a value is fetched at a probe: the one tree that every front end (perf's language, the kernel's, our own, DWARF) makes,
 * and that every back end (prologues, {@code kprobe_events} text, words) consumes.
 *
 * <p>{@link dev.probeproof.loader.fetch.FetchArgument} is one argument: a {@link dev.probeproof.loader.fetch.FetchBase}, memory
 * accesses in order ({@link dev.probeproof.loader.fetch.Deref}), and a {@link dev.probeproof.loader.fetch.FetchLeaf}. Where
 * a compiler computes what it does not store, the base is a {@link dev.probeproof.loader.fetch.FetchValue}. Equality of
 * fetches decides which probe points share an instance. Imports {@code arch} only.
 */
@NullMarked
package dev.probeproof.loader.fetch;

import org.jspecify.annotations.NullMarked;
