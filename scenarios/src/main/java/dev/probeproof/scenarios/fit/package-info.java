// SPDX-License-Identifier: MIT
/**
 * Whether an object fits a kernel, told from the object and the kernel's types alone. Start with
 * {@link dev.probeproof.scenarios.fit.Fit}. Imports loader and {@code parallel}.
 */
@NullMarked
package dev.probeproof.scenarios.fit;

import org.jspecify.annotations.NullMarked;
