// SPDX-License-Identifier: MIT
/**
 * Several loaded programs from one: prologues that fetch arguments, instances by number, and what a kernel gets of them.
 * Start with {@link dev.probeproof.loader.instance.ProloguePreprocessor}, then {@code StructPrologue}; the rules of
 * 2015 are in {@link dev.probeproof.loader.instance.PreparedProgram} and
 * {@link dev.probeproof.loader.instance.PerfPrologue}.
 */
@NullMarked
package dev.probeproof.loader.instance;

import org.jspecify.annotations.NullMarked;
