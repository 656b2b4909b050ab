// SPDX-License-Identifier: MIT
/** One file per command; the only package besides reports that prints. Start with {@code Main}. */
@NullMarked
package dev.probeproof.scenarios.cli;

import org.jspecify.annotations.NullMarked;
