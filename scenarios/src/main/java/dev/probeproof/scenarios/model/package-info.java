// SPDX-License-Identifier: MIT
/**
 * A scenario and what came of it, as values: what {@code format} reads, {@code run} carries out, {@code judge} compares and
 * {@code report} prints. Start with {@link dev.probeproof.scenarios.model.Scenario}.
 */
@NullMarked
package dev.probeproof.scenarios.model;

import org.jspecify.annotations.NullMarked;
