// SPDX-License-Identifier: MIT
/** Scenarios, preflight checks and the command line. */
@NullMarked
package dev.probeproof.scenarios;

import org.jspecify.annotations.NullMarked;
