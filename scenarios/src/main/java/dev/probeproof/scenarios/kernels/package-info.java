// SPDX-License-Identifier: MIT
/** The kernels a user can name: shipped ones, files, the running one. */
@NullMarked
package dev.probeproof.scenarios.kernels;

import org.jspecify.annotations.NullMarked;
