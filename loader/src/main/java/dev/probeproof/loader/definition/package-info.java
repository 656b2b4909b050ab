// SPDX-License-Identifier: MIT
/**
 * What people write to name a place and its data, read into values that know no kernel yet.
 *
 * <p>{@link dev.probeproof.loader.definition.ProbeDefinition} is the front door: a function and its arguments, each a C path
 * or a fetch in the words of the kernel's {@code kprobe_events}. Every syntax error has the column at which it begins.
 * Imports {@code fetch}.
 */
@NullMarked
package dev.probeproof.loader.definition;

import org.jspecify.annotations.NullMarked;
