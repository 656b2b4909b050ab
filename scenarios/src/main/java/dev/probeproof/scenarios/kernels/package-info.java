// SPDX-License-Identifier: MIT
/**
 * The kernels a user can name: shipped ones, files, the running one. Start with
 * {@link dev.probeproof.scenarios.kernels.Kernels}. Imports {@code input} and loader.
 */
@NullMarked
package dev.probeproof.scenarios.kernels;

import org.jspecify.annotations.NullMarked;
