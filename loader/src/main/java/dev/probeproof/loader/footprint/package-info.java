// SPDX-License-Identifier: MIT
/**
 * What an object or a probe definition touches in the types of a kernel, so that the rest can be left out or not be
 * compared. Start with {@link dev.probeproof.loader.footprint.ObjectFootprint}. Imports {@code btf}, {@code object},
 * {@code relocate}, {@code probe}.
 */
@NullMarked
package dev.probeproof.loader.footprint;

import org.jspecify.annotations.NullMarked;
